using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Sandboxing.Launching;

/// <summary>What the launcher is told first; its folders are given as where they are seen, and the host's.</summary>
/// <param name="Profile">The seccomp profile's file.</param>
/// <param name="Scratch">An empty folder.</param>
/// <param name="Folders">What else is shown.</param>
/// <param name="Files">What is copied, likewise.</param>
/// <param name="Users">The users of a user namespace of its own, as uid_map has them; null for none.</param>
internal sealed record Configuration(
    string Profile, string Scratch, IReadOnlyDictionary<string, string> Folders, IReadOnlyDictionary<string, string> Files, string? Users);

/// <summary>Asks the launcher for a sandbox; the sandbox's socket travels with it.</summary>
/// <param name="Groups">The folders of its control groups.</param>
/// <param name="IsTemplate">Whether it is for a process that forks into the others.</param>
internal sealed record CreateRequest(IReadOnlyList<string> Groups, bool IsTemplate);

/// <summary>What a pid 1 is asked before anything else, where sandboxes have a worker: to start it. Its descriptors travel with it.</summary>
internal sealed record WorkerMessage(IReadOnlyList<string> Worker, uint User);

/// <summary>The first thing that any pid 1 is asked: to make its sandbox that of somebody.</summary>
internal sealed record FurnishMessage(FurnishRequest Furnish);

/// <summary>What is shown in a sandbox, by the host's folders.</summary>
internal sealed record FurnishRequest(
    string Code, string? Layers, string? Libraries, long TemporaryBytes, string HostName, bool Egress, IReadOnlyList<int> Forwarded,
    string? Root, bool HostPrograms, int? Processes, string? HeldFolder, string? TemporaryFiles, uint TemporaryUser, int? FirstPid);

/// <summary>Asks pid 1 for a program; the descriptors travel with it.</summary>
internal sealed record StartRequest(
    string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Folder, uint User, int OpenFiles, bool IsTemplate,
    bool IsCaptured);

/// <summary>Asks pid 1 to send a signal.</summary>
internal sealed record SignalRequest(int Pid, int Signal);

/// <summary>Anything that the launcher or a pid 1 says: one of these is set.</summary>
/// <param name="Ready">It can be asked.</param>
/// <param name="NoWayOut">Why sandboxes can have no way out on this machine; null when they can.</param>
/// <param name="Error">What was asked for failed, and why.</param>
/// <param name="Pid">The launcher made this pid 1, numbered as the host sees it.</param>
/// <param name="Started">A program runs, numbered as the sandbox sees it.</param>
/// <param name="Channel">The inode number of the end of the channel that this program has, if it is to be captured.</param>
/// <param name="Exited">A process ended; the rest tells how.</param>
/// <param name="Status">As wait(2) has it.</param>
/// <param name="UserMs">CPU time in user mode, ms.</param>
/// <param name="SystemMs">CPU time in the kernel, ms.</param>
/// <param name="PeakRssBytes">Bytes.</param>
internal sealed record Answer(
    bool Ready, string? NoWayOut, string? Error, int? Pid, int? Started, ulong Channel, int? Exited, int Status, double UserMs, double SystemMs, long PeakRssBytes)
{
    /// <summary>Stands for the answer that did not come.</summary>
    public static Answer Ended { get; } = new(false, null, "the sandbox has ended", null, null, 0, null, 0, 0, 0, 0);
}

/// <summary>The messages' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Configuration))]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(FurnishMessage))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class Messages : JsonSerializerContext;
