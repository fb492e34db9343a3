using System.Net.Sockets;
using Thaw.Linux.Pipes;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Snapshots.Restore;

/// <summary>A process that goes on where it was captured.</summary>
/// <param name="Sandbox">Its own; the caller's.</param>
/// <param name="Exit">How it ends.</param>
/// <param name="Output">What it writes to both outputs; the caller's.</param>
/// <param name="Channel">The other end of its descriptor 3; the caller's.</param>
/// <param name="Times">Where the time went.</param>
public sealed record RestoredProcess(Sandbox Sandbox, Task<ProgramExit> Exit, OutputPipe Output, Socket Channel, RestoreTimes Times);

/// <summary>Where the time of a restore went, ms.</summary>
/// <param name="ImagesMs">Making the images those of this user.</param>
/// <param name="SandboxMs">Making a sandbox that was prepared somebody's.</param>
/// <param name="PagesMs">Starting who hands out pages on demand; 0 when they are read at once.</param>
/// <param name="ProcessMs">CRIU's part.</param>
public sealed record RestoreTimes(double ImagesMs, double SandboxMs, double PagesMs, double ProcessMs);
