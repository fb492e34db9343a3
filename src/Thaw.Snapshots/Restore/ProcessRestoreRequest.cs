using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Snapshots.Restore;

/// <summary>What a captured process is to become.</summary>
/// <param name="Folder">Its images, with its <see cref="Capture.CapturedProcess"/>. Nobody but root may be able to write there: images are code.</param>
/// <param name="Sandbox">Where it goes on: the same code, layers, libraries and root as where it was captured.</param>
/// <param name="UserId">Its uid and gid; another one than it had is written into a copy.</param>
public sealed record ProcessRestoreRequest(string Folder, SandboxSettings Sandbox, uint UserId)
{
    /// <summary>Whether its pages come when they are touched, and not before it goes on.</summary>
    public bool IsLazy { get; init; }

    /// <summary>The images whose pages it shares; null when it has all of its own.</summary>
    public string? ParentFolder { get; init; }
}
