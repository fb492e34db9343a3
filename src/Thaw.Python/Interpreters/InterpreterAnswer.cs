using System.Text.Json.Serialization;

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
        IsDebian())
    {
        BaseExecutable = BaseExecutable,
        Build = Build,
        CacheTag = CacheTag,
        StandardModules = StandardModules,
    };

    // Debian installs libraries into dist-packages; that the package manager's records lie beside the prefix tells
    // such an interpreter from one that merely shares the folder.
    private bool IsDebian() =>
        Path.GetFileName(BasePrefix) == "usr"
        && File.Exists(Path.Combine(Path.GetDirectoryName(BasePrefix)!, "var/lib/dpkg/status"))
        && Directory.Exists(Path.Combine(BasePrefix, "lib/python3/dist-packages"));
}

/// <summary>Serialisation without reflection, which would cost start-up time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InterpreterAnswer))]
[JsonSerializable(typeof(CachedAnswer))]
internal sealed partial class InterpreterJson : JsonSerializerContext;
