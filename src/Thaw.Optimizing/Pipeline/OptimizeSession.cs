using System.Globalization;
using Thaw.Functions;
using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Pipeline;

/// <summary>What the steps of one optimisation share: the prepared original, and packages made to be tried.</summary>
internal sealed class OptimizeSession : IDisposable
{
    private const int OldestMinor = 9;

    private readonly OptimizeRequest _request;
    private readonly IProgress<OptimizeProgress>? _progress;
    private readonly StepClock _clock = new();
    private int _packages;

    public OptimizeSession(OptimizeRequest request, IProgress<OptimizeProgress>? progress, CancellationToken cancellation)
    {
        _request = request;
        _progress = progress;
        Cancellation = cancellation;
        Original = PreparedFunction.Prepare(request.Function, request.CacheFolder);
        Packages = new PackageOptions { Style = request.Style, OldestPython = OldestOf(Original.Function.PythonSpecifier) };
    }

    public OptimizeRequest Request => _request;

    public CancellationToken Cancellation { get; }

    /// <summary>How long each step took so far.</summary>
    public IReadOnlyList<StepTime> Steps => _clock.Times();

    /// <summary>The function as it is.</summary>
    public PreparedFunction Original { get; }

    /// <summary>How packages are made; the sources' facts are filled in when they have been read.</summary>
    public PackageOptions Packages { get; private set; }

    /// <summary>Takes over what is known of the sources.</summary>
    public void Know(
        IReadOnlyDictionary<string, SourceFacts> facts, IReadOnlyDictionary<string, IReadOnlyList<string>> starNames,
        (IReadOnlySet<string> All, IReadOnlySet<string> Inside) loaded,
        Func<IReadOnlyCollection<ImportEdit>, IReadOnlySet<string>> bereft) =>
        Packages = Packages with { Facts = facts, StarNames = starNames, LoadedModules = loaded.All, LoadedInside = loaded.Inside, Bereft = bereft };

    /// <summary>Rewrites the modules of some edits; nothing is written.</summary>
    public IReadOnlyList<RewrittenModule> Rewrite(IReadOnlyCollection<ImportEdit> edits) =>
        new PackageBuilder(Packages).Rewrite(Original.Function.Root, Original.Environment, edits, Cancellation);

    /// <summary>Makes a package with some edits and prepares it to run.</summary>
    public TrialPackage Try(IReadOnlyCollection<ImportEdit> edits)
    {
        Cancellation.ThrowIfCancellationRequested();
        // A name for each: byte code is found by path, time and size, and two packages may agree in all three.
        var folder = Path.Combine(Original.ScratchFolder, "package-" + (++_packages).ToString(CultureInfo.InvariantCulture));
        var built = new PackageBuilder(Packages).BuildForTrial(Original.Function, Original.Environment, edits, folder, Cancellation);
        var prepared = PreparedFunction.Prepare(
            _request.Function with { Path = folder, Function = built.Function },
            _request.CacheFolder);
        return new TrialPackage(built, prepared, _request.CacheFolder);
    }

    /// <summary>The oldest supported version that a function says it runs on; null if it says nothing.</summary>
    private static Version? OldestOf(string? specifier) =>
        specifier is not null && VersionSpecifier.TryParse(specifier, out var versions)
            ? Enumerable.Range(OldestMinor, 100).Select(minor => new Version(3, minor)).FirstOrDefault(version => versions.Matches($"{version}.99"))
            : null;

    public void Report(string step, string detail = "")
    {
        Cancellation.ThrowIfCancellationRequested();
        _clock.Enter(step);
        _progress?.Report(new OptimizeProgress(step, detail));
    }

    public void Dispose() => Original.Dispose();
}
