using Thaw.Criu.Images;
using Thaw.Criu.Wire;

namespace Thaw.Criu.Rpc;

/// <summary>
/// The messages between CRIU and who asks it, as far as they are needed, by the field numbers of CRIU's public interface (images/rpc.proto):
/// a request has 1 type, 2 options, 4 whether another one follows; an answer 1 type, 2 success, 4 what was restored, 9 what went wrong, 10 version.
/// </summary>
public static class CriuRpc
{
    internal const ulong Dump = 1;
    internal const ulong Restore = 2;
    internal const ulong Version = 10;

    /// <summary>The file in the image folder that CRIU writes what it does to, when it takes a process apart.</summary>
    public const string DumpLog = "dump.log";

    /// <summary>The same when it restores one.</summary>
    public const string RestoreLog = "restore.log";

    // Warnings and errors; more takes time on the path of a cold start.
    private const ulong LogLevel = 2;
    private const ulong IgnoreControlGroups = 0;
    private const ulong LeaveNetworkOpen = 3;

    internal static WireWriter AskVersion() => new WireWriter().Number(1, Version).Number(4, 1);

    internal static WireWriter Ask(DumpRequest request)
    {
        var options = Options(request.FolderDescriptor, DumpLog)
            .Number(2, (ulong)request.Pid)
            .Number(35, request.DeletedFileBytes)
            .Number(58, LeaveNetworkOpen);
        if (request.OutsideSockets.Count > 0)
            options.Number(4, 1);
        foreach (var socket in request.OutsideSockets)
            options.Message(33, new WireWriter().Number(1, socket)).Text(37, $"unix[{socket}]");
        return new WireWriter().Number(1, Dump).Message(2, options);
    }

    internal static WireWriter Ask(RestoreRequest request)
    {
        // As a child of who started the worker, which is there to notice its end.
        var options = Options(request.FolderDescriptor, RestoreLog).Number(26, 1);
        foreach (var (name, descriptor) in request.Inherited)
            options.Message(27, new WireWriter().Text(1, name).Number(2, (ulong)descriptor));
        if (request.IsLazy)
            options.Number(48, 1);
        return new WireWriter().Number(1, Restore).Message(2, options);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="CriuImageException">It is none.</exception>
    public static CriuAnswer Read(ReadOnlySpan<byte> bytes)
    {
        var message = new WireReader(bytes, "answer of criu", 0);
        var (type, succeeded, pid) = (0UL, false, 0);
        string? error = null;
        Version? version = null;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: type = message.Number(); break;
                case 2: succeeded = message.Number() != 0; break;
                case 4: pid = (int)ReadNumbers(message.Message(), 1)[0]; break;
                case 9: error = message.Text(); break;
                case 10: version = ReadVersion(message.Message()); break;
                default: _ = message.Raw(); break;
            }
        }
        return new CriuAnswer(type, succeeded, pid, error, version);
    }

    private static WireWriter Options(int folder, string log) =>
        new WireWriter().Number(1, (ulong)folder).Number(9, LogLevel).Text(10, log).Number(34, IgnoreControlGroups);

    private static Version ReadVersion(WireReader message)
    {
        var numbers = ReadNumbers(message, 1, 2, 4);
        return new Version((int)Math.Min(numbers[0], 9999), (int)Math.Min(numbers[1], 9999), (int)Math.Min(numbers[2], 9999));
    }

    private static ulong[] ReadNumbers(WireReader message, params ReadOnlySpan<int> fields)
    {
        var numbers = new ulong[fields.Length];
        while (message.Next())
        {
            if (fields.IndexOf(message.Field) is >= 0 and var which)
                numbers[which] = message.Number();
            else
                _ = message.Raw();
        }
        return numbers;
    }
}
