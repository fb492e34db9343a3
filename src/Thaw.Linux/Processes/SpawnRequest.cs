namespace Thaw.Linux.Processes;

/// <summary>
/// How to start a child. It starts with every signal at its default, none blocked, in a process group of its own, with
/// three descriptors (0, 1, 2) and nothing else of Thaw's.
/// </summary>
/// <param name="FileName">
/// The program: a path, taken relative to Thaw's own folder and not to <see cref="WorkingDirectory"/>, or a bare name,
/// looked up in the PATH of <paramref name="Environment"/>.
/// </param>
/// <param name="Arguments">The arguments after argv[0].</param>
/// <param name="Environment">The complete environment: nothing is inherited.</param>
public sealed record SpawnRequest(string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>argv[0]; <see cref="FileName"/> when null.</summary>
    public string? ArgumentZero { get; init; }

    /// <summary>The folder to start in; Thaw's own when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The file that is descriptor 0, opened for reading.</summary>
    public string StandardInputPath { get; init; } = "/dev/null";

    /// <summary>The file that is descriptor 1: created with mode 0600 when missing, appended to.</summary>
    public string StandardOutputPath { get; init; } = "/dev/null";

    /// <summary>The file that is descriptor 2: created with mode 0600 when missing, appended to; may be the same as descriptor 1's.</summary>
    public string StandardErrorPath { get; init; } = "/dev/null";
}
