using System.Text;
using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// Starts a process with posix_spawn(3). A .NET process has many threads, so between a fork and the new program no
/// managed code may run: the C library does everything in between.
/// </summary>
internal static unsafe class Spawner
{
    // Larger than posix_spawn_file_actions_t (80) and posix_spawnattr_t (336) of glibc and musl on 64-bit machines.
    private const int OpaqueBytes = 512;
    private const int SignalSetBytes = 128;

    private const short FlagSetGroup = 0x02;
    private const short FlagDefaultSignals = 0x04;
    private const short FlagSetMask = 0x08;
    private const short FlagNewSession = 0x80;

    /// <summary>Starts the program and answers its pid; the caller must wait for it.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="inputDescriptor">Becomes descriptor 0 instead of the request's file, unless null.</param>
    /// <param name="ownSession">A session of its own, out of reach of the terminal's signals, instead of a process group only.</param>
    /// <exception cref="SpawnException">It could not be started.</exception>
    public static int Start(SpawnRequest request, int? inputDescriptor = null, bool ownSession = false)
    {
        RejectNulCharacters(request);
        ChildSignal.EnsureKept();
        var program = ProgramPath.Resolve(request);
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        // Safe: both blocks are larger than the C library's types, are initialised before use and destroyed after.
        Check(LibC.FileActionsInit(actions));
        Check(LibC.SpawnAttributesInit(attributes));
        try
        {
            AddFileActions(actions, request, inputDescriptor);
            SetAttributes(attributes, ownSession);
            return Spawn(request, program, actions, attributes);
        }
        finally
        {
            _ = LibC.SpawnAttributesDestroy(attributes);
            _ = LibC.FileActionsDestroy(actions);
        }
    }

    private static int Spawn(SpawnRequest request, string program, void* actions, void* attributes)
    {
        using var arguments = new Utf8Array([request.ArgumentZero ?? request.FileName, .. request.Arguments]);
        using var environment = new Utf8Array([.. request.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        fixed (byte* path = Encoding.UTF8.GetBytes(program + '\0'))
        {
            // The call answers the error number; it does not return before the new program runs or has failed.
            var errno = LibC.PosixSpawn(out var pid, path, actions, attributes, arguments.Pointer, environment.Pointer);
            return errno == 0 ? pid : throw SpawnFailure.Explain(request, program, errno);
        }
    }

    private static void AddFileActions(void* actions, SpawnRequest request, int? inputDescriptor)
    {
        // The order is the child's: files are opened before it changes its folder, so that paths mean what they mean to Thaw.
        if (inputDescriptor is { } descriptor)
            Check(LibC.FileActionsAddDup2(actions, descriptor, 0));
        else
            Check(LibC.FileActionsAddOpen(actions, 0, request.StandardInputPath, Descriptors.ReadOnly, 0));
        Check(LibC.FileActionsAddOpen(actions, 1, request.StandardOutputPath, Descriptors.WriteCreateAppend, 0x180 /* 0600 */));
        Check(LibC.FileActionsAddOpen(actions, 2, request.StandardErrorPath, Descriptors.WriteCreateAppend, 0x180));
        // What Thaw itself was started with, without close-on-exec, must not reach the function.
        Check(LibC.FileActionsAddCloseFrom(actions, 3));
        if (request.WorkingDirectory is { } folder)
            Check(LibC.FileActionsAddChdir(actions, folder));
    }

    private static void SetAttributes(void* attributes, bool ownSession)
    {
        var set = stackalloc byte[SignalSetBytes];
        _ = LibC.SignalSetFill(set);
        Check(LibC.SpawnAttributesSetDefaultSignals(attributes, set));
        _ = LibC.SignalSetEmpty(set);
        Check(LibC.SpawnAttributesSetMask(attributes, set));
        Check(LibC.SpawnAttributesSetGroup(attributes, 0));
        // A new session is a new group already, and its leader may not be moved to another.
        var grouping = ownSession ? FlagNewSession : FlagSetGroup;
        Check(LibC.SpawnAttributesSetFlags(attributes, (short)(grouping | FlagDefaultSignals | FlagSetMask)));
    }

    private static void RejectNulCharacters(SpawnRequest request)
    {
        var all = request.Arguments.Concat(request.Environment.Select(pair => pair.Key + pair.Value))
            .Concat([request.FileName, request.ArgumentZero ?? "", request.WorkingDirectory ?? ""])
            .Concat([request.StandardInputPath, request.StandardOutputPath, request.StandardErrorPath]);
        if (all.FirstOrDefault(text => text.Contains('\0', StringComparison.Ordinal)) is { } bad)
            throw new SpawnException($"cannot start {request.FileName}: a NUL character in {bad.Replace('\0', '?')}", Errno.InvalidArgument);
        if (request.Environment.Keys.FirstOrDefault(key => key.Length == 0 || key.Contains('=', StringComparison.Ordinal)) is { } key)
            throw new SpawnException($"cannot start {request.FileName}: '{key}' is no name of an environment variable", Errno.InvalidArgument);
    }

    private static void Check(int errno)
    {
        if (errno != 0)
            throw new SpawnException($"cannot prepare the start of a process: {Errno.Describe(errno)}", errno);
    }
}
