using System.Collections.Concurrent;
using Thaw.Functions;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting.Images;

/// <summary>What is known of the versions of a host: what they load, by boots or by their own word, where they find it, and how often they start.</summary>
/// <remarks>Members may be called from any thread, but for those that read or write records: one of these at a time.</remarks>
internal sealed class LearntVersions(VersionFiles files, RuntimeCatalogue runtimes, ImageRecords records, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LearntStart> _learnt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LearntStart> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModulePlaces> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StartRate> _rates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, double>? _before;

    /// <summary>Why a version can have no image whatever there is; null when it can.</summary>
    public static string? WhyNever(FunctionVersion version) =>
        RuntimeCatalogue.Custom.Contains(version.Runtime) ? "it runs a program of its own"
        : version.Sandbox.RootFs.Length > 0 ? "it has a root file system of its own"
        : RuleOf(version) is { IsNone: true } ? "it says image: none"
        : null;

    /// <summary>Whether a boot of a version should tell what it loads.</summary>
    public bool Wants(FunctionVersion version) => !_learnt.ContainsKey(version.RevisionId) && WhyNever(version) is null;

    /// <summary>Whether a version can have an image, and what it sees is there.</summary>
    public bool IsUsable(FunctionVersion version)
    {
        try
        {
            return WhyNever(version) is null && runtimes.Find(version.Runtime) is not null && PlacesOf(version) is not null;
        }
        catch (Exception e) when (e is HostingException or IOException or UnauthorizedAccessException)
        {
            // Its next start says so.
            return false;
        }
    }

    /// <summary>What a version loads; null when nobody knows.</summary>
    public LearntStart? Find(FunctionVersion version)
    {
        if (WhyNever(version) is not null)
            return null;
        return version.Image.Length == 0 ? _learnt.GetValueOrDefault(version.RevisionId) : _declared.GetOrAdd(version.RevisionId, _ => WithDeclared(version));
    }

    /// <summary>Those of which boots have shown what they load and that say nothing themselves, with their starts per minute.</summary>
    public IReadOnlyList<(LearntStart Start, double PerMinute)> Starts =>
        [.. _learnt.Values.Where(learnt => learnt.Version.Image.Length == 0).Select(learnt => (learnt, RateOf(learnt.Version)))];

    /// <summary>The image that a version says to be forked from; null when it says none.</summary>
    public ImageSpec? DeclaredOf(FunctionVersion version) => RuleOf(version) is { } rule && IsUsable(version)
        ? new ImageSpec(version.Runtime, ModulesOf(version, rule.Modules), version, BuildOf(version))
        : null;

    /// <summary>Takes in what a boot has shown.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool Learn(FunctionVersion version, IReadOnlyList<string> modules, double runtimeMs, double importMs)
    {
        if (!_learnt.TryAdd(version.RevisionId, new LearntStart(version, ModulesOf(version, modules), runtimeMs, importMs, BuildOf(version))))
            return false;
        _declared.TryRemove(version.RevisionId, out _);
        return true;
    }

    /// <summary>Counts a cold start.</summary>
    public void NoteStart(FunctionVersion version) => _rates.GetOrAdd(version.RevisionId, _ => new StartRate()).Add(Now);

    /// <summary>Where a version finds modules.</summary>
    public ModulePlaces PlacesOf(FunctionVersion version) => _places.GetOrAdd(
        version.RevisionId, _ => new ModulePlaces(files.Prepare(version), runtimes.Find(version.Runtime)!.MinorVersion, files.LibrariesOf(version), version.Dependencies.PackageLibraries));

    /// <summary>What modules of these names are to a version; its own are left out.</summary>
    public IReadOnlyList<ImageModule> ModulesOf(FunctionVersion version, IEnumerable<string> names)
    {
        var places = PlacesOf(version);
        return [.. names.Where(name => places.IsFromLibraries(name.Split('.')[0]) is not null).Select(name => new ImageModule(name, places.ContentOf(name.Split('.')[0])))];
    }

    /// <summary>The build of a version's interpreter.</summary>
    public string BuildOf(FunctionVersion version) => runtimes.Find(version.Runtime)?.Build ?? "";

    /// <summary>Whether a version's interpreter brings a module itself.</summary>
    public bool IsStandard(FunctionVersion version, string topLevel) => runtimes.Find(version.Runtime)?.StandardModules.Contains(topLevel) == true;

    /// <summary>Takes in what was known when the host ended, and forgets versions that are no more.</summary>
    public void Recall(IReadOnlyList<FunctionVersion> versions)
    {
        var first = _before is null;
        _before ??= records.ReadRates();
        foreach (var version in versions.Where(version => first && Wants(version)))
        {
            // What another build of the interpreter loads is to be shown by a boot.
            if (records.ReadLearnt(version.RevisionId) is not { } known || known.Build != BuildOf(version) || !IsUsable(version))
                continue;
            Learn(version, known.Modules, known.RuntimeMs, known.ImportMs);
            _kept[version.RevisionId] = true;
            _rates.TryAdd(version.RevisionId, new StartRate(_before.GetValueOrDefault(version.RevisionId), Now));
        }
        KeepOnly(versions.Select(version => version.RevisionId).ToHashSet());
    }

    /// <summary>Writes down what is new.</summary>
    public void Record()
    {
        foreach (var (revision, learnt) in _learnt.Where(each => _kept.TryAdd(each.Key, true)))
            records.Write(revision, new LearntRecord(learnt.Build, [.. learnt.Modules.Select(module => module.Name)], learnt.RuntimeMs, learnt.ImportMs));
        records.Write(_rates.ToDictionary(each => each.Key, each => each.Value.PerMinute(Now)));
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private static ImageRule? RuleOf(FunctionVersion version) => version.Image.Length == 0 ? null : ImageRule.Parse(version.Image);

    private double RateOf(FunctionVersion version) => _rates.TryGetValue(version.RevisionId, out var rate) ? rate.PerMinute(Now) : 0;

    /// <summary>What a boot has shown, and what the version says.</summary>
    private LearntStart WithDeclared(FunctionVersion version)
    {
        var (learnt, declared) = (_learnt.GetValueOrDefault(version.RevisionId), ModulesOf(version, RuleOf(version)!.Modules));
        return new LearntStart(
            version, [.. (learnt?.Modules ?? []).Union(declared)], learnt?.RuntimeMs ?? 0, learnt?.ImportMs ?? 0, BuildOf(version));
    }

    private void KeepOnly(HashSet<string> revisions)
    {
        foreach (var revision in _learnt.Keys.Union(_places.Keys).Union(_rates.Keys).Where(revision => !revisions.Contains(revision)))
        {
            _learnt.TryRemove(revision, out _);
            _declared.TryRemove(revision, out _);
            _places.TryRemove(revision, out _);
            _rates.TryRemove(revision, out _);
            _kept.TryRemove(revision, out _);
        }
        records.KeepOnly(revisions);
    }
}
