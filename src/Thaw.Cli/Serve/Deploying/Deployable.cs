using Thaw.Functions;
using Thaw.Functions.Templates;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>A function as it goes to a host.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Runtime">One that the host has.</param>
/// <param name="Handler">As the runtime wants it.</param>
/// <param name="Zip">Its code, with the libraries that it brings.</param>
internal sealed record Deployable(string Name, string Runtime, string Handler, byte[] Zip)
{
    public string Description { get; init; } = "";

    /// <summary>Seconds; null: the host's default, or what it is there.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>MiB.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>MiB.</summary>
    public int? TemporaryMb { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>ARNs with versions, lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Debian packages of the host.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>How long idle instances are kept; null: as the host does.</summary>
    public string? KeepAlive { get; init; }

    /// <summary>What SnapStart applies on; null: what is there stays.</summary>
    public string? SnapStart { get; init; }

    /// <summary>Which dependency image they are forked from; empty: the host decides; null: what is there stays.</summary>
    public string? Image { get; init; }

    /// <summary>What its sandbox has beside the usual.</summary>
    public FunctionIsolation Isolation { get; init; } = new();

    /// <summary>The root file system that it has, by its name on the host; null: the host's /usr.</summary>
    public string? RootFs { get; init; }

    /// <summary>Command lines of what runs beside it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Services { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Its URL; null: what is there stays.</summary>
    public TemplateUrl? Url { get; init; }

    /// <summary>What is said beside its code and settings; what is not said stays as it is.</summary>
    public TemplateRelease Release { get; init; } = TemplateRelease.None;
}

/// <summary>What the host said about a function that was deployed.</summary>
internal sealed record DeployReport(
    string Schema, int Version, string Name, string Runtime, string Handler, string CodeSha256, long CodeBytes, string Description, string? Url)
{
    /// <summary>The alias that was moved to a version; null: none was.</summary>
    public string? Alias { get; init; }

    /// <summary>The version that the alias stands for.</summary>
    public string? AliasVersion { get; init; }
}

/// <summary>What a template deployed.</summary>
internal sealed record TemplateReport(string Schema, int Version, IReadOnlyList<string> Layers, IReadOnlyList<DeployReport> Functions);
