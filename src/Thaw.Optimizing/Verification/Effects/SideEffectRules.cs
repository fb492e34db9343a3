using System.Text.RegularExpressions;

namespace Thaw.Optimizing.Verification.Effects;

/// <summary>When a difference in what imports leave behind does not count.</summary>
/// <remarks>
/// Only what is lost because a library's module is not loaded yet can be harmless, only if it is there again once the
/// libraries are loaded, and only if it concerns nobody but that module. Everything else counts: what was added, what
/// has another value, what other code can meet, and whatever the function's own modules do when they are imported.
/// </remarks>
/// <param name="edited">The edited modules.</param>
/// <param name="restored">The result once the libraries' modules that the original loads had been loaded.</param>
internal sealed partial class SideEffectRules(IReadOnlySet<string> edited, StateSnapshot restored)
{
    /// <summary>
    /// Read by the OpenMP runtime when it is loaded, which happens with the library that sets them (scikit-learn's
    /// <c>__init__</c>, 1.2); no Python code looks at them.
    /// </summary>
    private static readonly HashSet<string> NativeRuntimeVariables = ["KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"];

    /// <summary>Finders that answer for names below their own package alone: six.moves, and what pkg_resources vendors.</summary>
    private static readonly string[] OwnFinders = ["_SixMetaPathImporter", "VendorImporter"];

    /// <summary>Why a difference is harmless; null if it counts.</summary>
    /// <param name="lost">How it is on the original; null if it is not there.</param>
    /// <param name="found">How it is on the result; null if it is not there.</param>
    /// <param name="moment">The result at that moment.</param>
    public string? Judge(StateEntry? lost, StateEntry? found, StateSnapshot moment)
    {
        return lost is not null && found is null && IsRestored(lost) ? OwnBusiness(lost, moment) : null;
    }

    /// <summary>True for what is compared elsewhere or follows from a module not being loaded.</summary>
    /// <remarks>
    /// What a module that is not loaded holds; the attribute of a package that the import system sets when the submodule
    /// is loaded; the names of edited modules, which are resolved one by one, and what is reached through names that are
    /// not resolved yet.
    /// </remarks>
    public bool IsLaziness(StateEntry entry, StateSnapshot moment) =>
        (entry.Home.Length > 0 && !moment.Modules.Contains(entry.Home))
        || (entry.Kind == "attribute" && IsSubmoduleAway(entry, moment))
        || (edited.Contains(entry.Home) && (IsName(entry) || !moment.Entries.ContainsKey(("holder", NameOf(entry)))));

    /// <summary>The attribute that loading a submodule sets; a package may have further names, so only the last part counts.</summary>
    private static bool IsSubmoduleAway(StateEntry entry, StateSnapshot moment)
    {
        const string Module = "module ";
        if (!entry.Value.StartsWith(Module, StringComparison.Ordinal))
        {
            return false;
        }

        string name = entry.Value[Module.Length..];
        return !moment.Modules.Contains(name)
            && (name == entry.Key || (name.Contains('.', StringComparison.Ordinal) && entry.Key == entry.Home + name[name.LastIndexOf('.')..]));
    }

    private string? OwnBusiness(StateEntry lost, StateSnapshot moment)
    {
        bool ownerIsAway = lost.Owner.Length > 0 && !moment.Modules.Contains(lost.Owner);
        return lost.Kind switch
        {
            "logger" when IsAway(lost.Key, moment) && OnlyOwnSettings(lost.Key, lost.Value) => "a logger of a module that is not loaded",
            "warnings filter" when ownerIsAway => "for warnings of a module that is not loaded",
            "warnings filter" when NamesAway(lost.Value, moment) is { } name => $"for warnings about {name}, which is not loaded",
            "copyreg" or "dispatch" or "abstract class" when ownerIsAway => "for a class of a module that is not loaded",
            "atexit" when ownerIsAway => "ends what a module set up that is not loaded",
            "sys.meta_path" when ownerIsAway && OwnFinders.Any(name => lost.Key.EndsWith(name, StringComparison.Ordinal)) =>
                "finds modules below its own package only",
            "environment variable" when NativeRuntimeVariables.Contains(lost.Key) => "for a native runtime that is not loaded",
            "registry" when IsBookkeeping(lost) => "a library's own bookkeeping of its modules",
            "registry" when IsKeyAway(lost.Key, moment) => "for an object of a module that is not loaded",
            "registry" when lost.Owner.Length == 0 && CachedNumber().IsMatch(lost.Key + "=" + lost.Value) => "a number that a library keeps for itself once it was computed",
            _ => null,
        };
    }

    private bool IsRestored(StateEntry lost) =>
        restored.Entries.TryGetValue((lost.Kind, lost.Key), out StateEntry? again) && again.Value == lost.Value;

    /// <summary>What a name of a module is, as against what is registered in it.</summary>
    private static bool IsName(StateEntry entry) => entry.Kind is "attribute" or "holder" && entry.Key == NameOf(entry);

    /// <summary>The module's name that an entry is found through: <c>igraph.palettes</c> of <c>igraph.palettes['gray']</c>.</summary>
    private static string NameOf(StateEntry entry) =>
        entry.Home + "." + Word().Match(entry.Key, Math.Min(entry.Key.Length, entry.Home.Length + 1)).Value;

    /// <summary>A module of that name is there, but not loaded.</summary>
    private bool IsAway(string name, StateSnapshot moment) => restored.Modules.Contains(name) && !moment.Modules.Contains(name);

    /// <summary>Level and handlers that drop everything; a handler that writes somewhere is somebody's wish.</summary>
    private static bool OnlyOwnSettings(string logger, string value) => value.Split("; ").All(part =>
        part.StartsWith("handler logging:NullHandler/", StringComparison.Ordinal)
        // Since before there was one: s3transfer has its own.
        || part.StartsWith($"handler {logger}:NullHandler/", StringComparison.Ordinal)
        || part.StartsWith("level ", StringComparison.Ordinal));

    /// <summary>The top-level module that a filter's patterns name and that is not loaded; null if there is none.</summary>
    private string? NamesAway(string patterns, StateSnapshot moment) => Word().Matches(patterns)
        .Select(match => match.Value)
        .FirstOrDefault(name => IsAway(name, moment));

    /// <summary>numpy lists its public functions for its own tests and documentation (numpy/core/overrides.py).</summary>
    private static bool IsBookkeeping(StateEntry lost) =>
        lost.Key.StartsWith("numpy.core.overrides.ARRAY_FUNCTIONS[", StringComparison.Ordinal)
        || lost.Key.StartsWith("numpy._core.overrides.ARRAY_FUNCTIONS[", StringComparison.Ordinal);

    /// <summary>Whoever looks a function or class up has it, and so its module: what is found under a number or a text may be asked for by anybody.</summary>
    private static bool IsKeyAway(string entry, StateSnapshot moment) =>
        KeyObject().Match(entry) is { Success: true } key && !moment.Modules.Contains(key.Groups["module"].Value);

    [GeneratedRegex(@"\[(?<module>\w[\w.]*):[\w.<>]+\]( \(\d+\))?$")]
    private static partial Regex KeyObject();

    /// <summary>A private table that has numbers by name or by number: <c>numpy.iinfo._max_vals['u16']=65535</c>.</summary>
    [GeneratedRegex(@"\._\w+\[[^\[\]]*\]=-?[\d.]+(e[-+]?\d+)?$")]
    private static partial Regex CachedNumber();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
