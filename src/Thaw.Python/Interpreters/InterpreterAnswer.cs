using System.Text.Json.Serialization;
using Thaw.Python.Environments.Debian;

namespace Thaw.Python.Interpreters;

/// <summary>What an interpreter answers to <see cref="InterpreterQuery"/>, as JSON.</summary>
internal sealed record InterpreterAnswer
{
    public required string Executable { get; init; }
    public required string BaseExecutable { get; init; }
    public required string Version { get; init; }
    public required string Implementation { get; init; }
    public required string Prefix { get; init; }
    public required string BasePrefix { get; init; }
    public required string StandardLibrary { get; init; }
    public required bool HasMonitoring { get; init; }
    public required string Build { get; init; }
    public required string CacheTag { get; init; }
    public required IReadOnlyList<string> SitePackages { get; init; }
    public required IReadOnlyList<string> StandardModules { get; init; }

    /// <summary>The interpreter as the rest of Thaw knows it.</summary>
    public Interpreter ToInterpreter() => new(
        Executable,
        Version,
        Implementation,
        BasePrefix,
        StandardLibrary,
        HasMonitoring,
        Prefix == BasePrefix ? null : Prefix,
        SitePackages,
        DebianRoot() is not null)
    {
        BaseExecutable = BaseExecutable,
        Build = Build,
        CacheTag = CacheTag,
        StandardModules = StandardModules,
        DebianRoot = DebianRoot(),
    };

    // The package manager's records beside the prefix tell Debian's interpreter from one that merely runs on Debian. An
    // unpacked root may be its interpreter's prefix itself: its lib leads to usr/lib.
    private string? DebianRoot() =>
        new[] { Path.GetFileName(BasePrefix) == "usr" ? Path.GetDirectoryName(BasePrefix) : null, BasePrefix }
            .FirstOrDefault(r => r is not null && File.Exists(Path.Combine(r, DpkgDatabase.StatusFile))
                && Directory.Exists(Path.Combine(r, "usr/lib/python3")));
}

/// <summary>Serialisation without reflection, which would cost start-up time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InterpreterAnswer))]
[JsonSerializable(typeof(CachedAnswer))]
internal sealed partial class InterpreterJson : JsonSerializerContext;
