using System.Runtime.InteropServices;

namespace Thaw.Sandboxing.Sandboxes;

/// <summary>A program to start in a sandbox.</summary>
/// <param name="Arguments">argv; the first is the program's absolute path in the sandbox.</param>
/// <param name="Environment">The complete environment: nothing is inherited.</param>
/// <param name="UserId">Its uid and gid, 1 to 4294967294. Programs of different tenants must have different ones.</param>
public sealed record SandboxProgram(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, uint UserId)
{
    /// <summary>The folder to start in.</summary>
    public string WorkingDirectory { get; init; } = "/var/task";

    /// <summary>
    /// Descriptors 0, 1, 2 and so on, at most 8; copied, so the caller disposes of its own. What is missing of the first
    /// three is /dev/null. A pipe keeps what is written in bounds: the program waits when nobody reads.
    /// </summary>
    public IReadOnlyList<SafeHandle> Descriptors { get; init; } = [];

    /// <summary>
    /// Whether it forks into other sandboxes: it keeps the capabilities for that, of the user namespace of its launcher. Only in
    /// a sandbox that was made for it.
    /// </summary>
    public bool IsTemplate { get; init; }

    /// <summary>
    /// Whether it is to be captured: everything that it has open is made in its sandbox, for which <see cref="Descriptors"/> are one pipe,
    /// its outputs. Descriptor 3 is a stream socket whose other end is <see cref="SandboxProcess.Channel"/>.
    /// </summary>
    public bool IsCaptured { get; init; }

    /// <summary>How many descriptors it may have open, at most 4096.</summary>
    public int OpenFiles { get; init; } = 1024;
}
