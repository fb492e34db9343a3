using System.Text.Json.Serialization;

namespace Thaw.Hosting.Functions;

/// <summary>One version of a deployed function: code and settings. Immutable; a change makes another one.</summary>
/// <remarks>As <see cref="DeployedFunction"/>'s.</remarks>
public sealed record FunctionVersion
{
    /// <summary>The version that follows the function's changes.</summary>
    public const string Latest = "$LATEST";

    // Null in what earlier versions of Thaw wrote.
    private readonly FunctionSandbox? _sandbox;

    /// <summary><see cref="Latest"/>, or a number from 1 on, for ever the same.</summary>
    public string Version { get; init; } = Latest;

    /// <summary>The interpreter, as <c>python3.11</c>, or one of those that run a program of the function's own, as <c>provided.al2023</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary><c>module.callable</c>; the module may be in a folder.</summary>
    public required string Handler { get; init; }

    /// <summary>What the caller gave as its role; nothing here depends on it.</summary>
    public string Role { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>How long an invocation may take, s; 1 to 900.</summary>
    public int TimeoutSeconds { get; init; } = 3;

    /// <summary>Its memory, MiB; 128 to 10,240.</summary>
    public int MemoryMb { get; init; } = 128;

    /// <summary>The size of its /tmp, MiB; 512 to 10,240.</summary>
    public int TemporaryMb { get; init; } = 512;

    /// <summary>Its environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long an instance is kept that has nothing to do, as <c>fixed:60s</c> or <c>learnt</c>; empty: as the host does.</summary>
    public string KeepAlive { get; init => field = value ?? field; } = "";

    /// <summary>The dependency image that it says to be forked from, in the words of <see cref="Thaw.Functions.ImageRule"/>; empty: the host decides.</summary>
    public string Image { get; init => field = value ?? field; } = "";

    /// <summary>The ARN of the function that gets asynchronous events which this one could not do; empty: none.</summary>
    public string DeadLetterTarget { get; init => field = value ?? field; } = "";

    /// <summary>
    /// Whether published versions start from a snapshot as far as they can see (SnapStart of AWS): the hooks that they register with
    /// <c>snapshot_restore_py</c> run, however their instances start.
    /// </summary>
    public bool SnapStart { get; init; }

    /// <summary>Whether <see cref="SnapStart"/> holds for this version: it never does for the latest one.</summary>
    [JsonIgnore]
    public bool IsSnapStarted => SnapStart && Version != Latest;

    /// <summary>What it uses beside its zip.</summary>
    public Dependencies Dependencies { get; init; } = Dependencies.None;

    /// <summary>What its sandbox has beside the usual.</summary>
    public FunctionSandbox Sandbox { get => _sandbox ?? FunctionSandbox.Usual; init => _sandbox = value == FunctionSandbox.Usual ? null : value; }

    /// <summary>The SHA-256 of its zip, in lower-case hexadecimal digits.</summary>
    public required string CodeSha256 { get; init; }

    /// <summary>The size of its zip, bytes.</summary>
    public required long CodeBytes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Another one after each change.</summary>
    public required string RevisionId { get; init; }
}
