using System.Net;
using Thaw.Sandboxing.Workers;

namespace Thaw.Sandboxing.Launching;

/// <summary>What all sandboxes of one launcher have in common.</summary>
public sealed record SandboxLauncherSettings
{
    /// <summary>The interpreter that runs the launcher: Python 3.9 or newer, not the tenant's.</summary>
    public string PythonPath { get; init; } = "/usr/bin/python3";

    /// <summary>The seccomp profile, in Docker's JSON format.</summary>
    public string SeccompProfilePath { get; init; } = Path.Combine(AppContext.BaseDirectory, "sandbox", "default-seccomp.json");

    /// <summary>
    /// The users of a user namespace for all that it makes: lines of <c>first-inside first-outside count</c>, as in
    /// user_namespaces(7). Null for none: then no template can fork into its sandboxes.
    /// </summary>
    public string? Users { get; init; }

    /// <summary>How many sandboxes are made in advance and kept, for whoever asks next; 0 for none. Each holds about 2 MB.</summary>
    public int Stock { get; init; }

    /// <summary>
    /// Absolute paths of the host that sandboxes see read-only in the same place, beside /usr: interpreters, mostly.
    /// What is mounted below them is not seen.
    /// </summary>
    public IReadOnlyList<string> SharedFolders { get; init; } = [];

    /// <summary>
    /// Folders of the host that sandboxes see read-only in another place: absolute paths in the sandbox, and the host's.
    /// What the host adds to one later is seen as well.
    /// </summary>
    public IReadOnlyDictionary<string, string> PlacedFolders { get; init; } = new Dictionary<string, string>();

    /// <summary>Small files of the host that are copied into what sandboxes see, by their absolute paths there.</summary>
    public IReadOnlyDictionary<string, string> PlacedFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>The worker that every sandbox gets, as root only; null for none.</summary>
    public SandboxWorkerSettings? Worker { get; init; }

    /// <summary>The servers of names for sandboxes with a way out; null: those that the machine asks itself.</summary>
    public IReadOnlyList<IPEndPoint>? Resolvers { get; init; }
}
