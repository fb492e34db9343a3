using System.Globalization;
using Thaw.Functions;

namespace Thaw.Python.Interpreters;

/// <summary>Finds interpreters by asking programs what they are; what a file is called proves nothing.</summary>
public static class InterpreterFinder
{
    /// <summary>The oldest version that Thaw supports.</summary>
    public const string OldestVersion = "3.9";

    /// <summary>Asks one program.</summary>
    /// <param name="executable">Its path, or a command on <c>PATH</c>.</param>
    /// <param name="cacheFolder">Where answers are kept; null: nowhere.</param>
    /// <exception cref="FunctionException">It is not there, does not start, or is no Python 3.</exception>
    public static Interpreter Inspect(string executable, string? cacheFolder = null)
    {
        var path = InterpreterPlaces.Resolve(executable)
            ?? throw new FunctionException($"{executable}: no such interpreter; give a path or a version to --python");
        var answer = AskOrRecall(path, cacheFolder);
        // A shim costs a start of its own each time; the program behind it is as good, if it starts by itself.
        if (answer.Executable != path && File.Exists(answer.Executable) && TryAsk(answer.Executable, cacheFolder) is { } behind
            && behind.Prefix == answer.Prefix && behind.Build == answer.Build)
        {
            return behind.ToInterpreter();
        }
        return (answer with { Executable = path }).ToInterpreter();
    }

    /// <summary>
    /// Every supported interpreter of this machine: the active virtual environment, <c>PATH</c>, the system's, those
    /// of version managers, and the private ones in <c>THAW_PYTHONS</c> or <c>artifacts/pythons</c>.
    /// </summary>
    /// <param name="cacheFolder">Where answers are kept; null: nowhere.</param>
    public static IReadOnlyList<Interpreter> FindAll(string? cacheFolder = null) => [.. Supported(cacheFolder)];

    /// <summary>Chooses the interpreter of a function.</summary>
    /// <param name="requested">A path, a command, a version such as <c>3.13</c>, or null for the machine's own choice.</param>
    /// <param name="specifier">The versions that the function may run on; null: any.</param>
    /// <param name="needsDebianPackages">True if it declares Debian packages: only their interpreters come into question.</param>
    /// <param name="cacheFolder">Where answers are kept; null: nowhere.</param>
    /// <exception cref="FunctionException">There is none; the message says what there is.</exception>
    public static Interpreter Choose(
        string? requested, string? specifier, bool needsDebianPackages = false, string? cacheFolder = null)
    {
        var chosen = requested is null ? ChooseOwn(specifier, needsDebianPackages, cacheFolder)
            : IsVersion(requested) ? ChooseVersion(requested, cacheFolder)
            : Inspect(requested, cacheFolder);
        if (!IsSupported(chosen))
        {
            throw new FunctionException(
                $"{chosen.Executable}: {chosen.Implementation} {chosen.Version} is not supported; "
                + $"choose CPython {OldestVersion} or newer with --python");
        }
        if (!Fulfils(chosen, specifier))
        {
            throw new FunctionException(
                $"{chosen.Executable}: Python {chosen.Version} does not fulfil the function's python: \"{specifier}\"; "
                + "choose another one with --python");
        }
        return chosen;
    }

    private static Interpreter ChooseOwn(string? specifier, bool needsDebianPackages, string? cacheFolder)
    {
        var places = needsDebianPackages ? InterpreterPlaces.System() : InterpreterPlaces.Preferred();
        return places.Select(p => TryInspect(p, cacheFolder)).OfType<Interpreter>().FirstOrDefault(Suits)
            ?? Supported(cacheFolder).FirstOrDefault(Suits)
            ?? throw None($"no Python{(specifier is null ? "" : $" {specifier}")} found", cacheFolder);

        bool Suits(Interpreter i) =>
            IsSupported(i) && Fulfils(i, specifier) && (!needsDebianPackages || i.IsDebianSystem);
    }

    private static Interpreter ChooseVersion(string version, string? cacheFolder) =>
        Supported(cacheFolder).FirstOrDefault(i => Matches(i, version))
        ?? throw None($"no Python {version} found", cacheFolder);

    // Lazily: who looks for one asks no further than to the first that suits.
    private static IEnumerable<Interpreter> Supported(string? cacheFolder) =>
        InterpreterPlaces.All().Select(p => TryInspect(p, cacheFolder)).OfType<Interpreter>()
            .Where(IsSupported).DistinctBy(Identity, StringComparer.Ordinal);

    private static FunctionException None(string what, string? cacheFolder)
    {
        var there = string.Join(", ", FindAll(cacheFolder).Select(i => $"{i.Version} ({i.Executable})"));
        return new FunctionException(
            $"{what}; this machine has {(there.Length == 0 ? "none: apt-get install python3" : there)}", FunctionProblem.Missing);
    }

    private static Interpreter? TryInspect(string executable, string? cacheFolder)
    {
        try
        {
            return Inspect(executable, cacheFolder);
        }
        catch (FunctionException)
        {
            return null;
        }
    }

    private static InterpreterAnswer? TryAsk(string executable, string? cacheFolder)
    {
        try
        {
            return AskOrRecall(executable, cacheFolder);
        }
        catch (FunctionException)
        {
            return null;
        }
    }

    private static InterpreterAnswer AskOrRecall(string path, string? cacheFolder)
    {
        if (cacheFolder is null)
            return InterpreterQuery.Ask(path);
        if (InterpreterCache.Find(cacheFolder, path) is { } known)
            return known;
        var answer = InterpreterQuery.Ask(path);
        InterpreterCache.Keep(cacheFolder, path, answer);
        return answer;
    }

    private static bool IsSupported(Interpreter i) =>
        i.Implementation == "cpython" && VersionSpecifier.TryParse($">={OldestVersion}", out var s) && s.Matches(i.Version);

    private static bool Fulfils(Interpreter i, string? specifier) =>
        specifier is null || (VersionSpecifier.TryParse(specifier, out var s) && s.Matches(i.Version));

    private static bool IsVersion(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c == '.') && char.IsAsciiDigit(text[0]);

    private static bool Matches(Interpreter i, string version) =>
        i.Version == version || i.Version.StartsWith(version + ".", StringComparison.Ordinal);

    // python3 and python3.11 of one installation are one interpreter; virtual environments on it are others.
    private static string Identity(Interpreter i) => string.Create(
        CultureInfo.InvariantCulture, $"{i.VirtualEnvironment ?? i.BasePrefix}|{i.Build}");
}
