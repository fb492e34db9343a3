using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Tasks;

/// <summary>A process of an image folder.</summary>
/// <param name="Pid">Its pid, as in the namespace where it was dumped.</param>
/// <param name="ParentPid">Its parent's; 0 for the one that was dumped.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="Threads">Its threads, itself among them.</param>
public sealed record ImageProcess(uint Pid, uint ParentPid, uint Group, uint Session, IReadOnlyList<uint> Threads);

/// <summary>The file pstree.img: the processes of an image folder. One record each: 1 pid, 2 parent, 3 group, 4 session, 5 threads (repeated).</summary>
public static class ProcessTree
{
    /// <summary>Reads the processes; the first is the one that was dumped, the others are its descendants.</summary>
    /// <param name="folder">The image folder.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<ImageProcess> Read(string folder)
    {
        using var reader = ImageRecordReader.Open(ImageKind.ProcessTree.FileIn(folder), ImageKind.ProcessTree);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static IReadOnlyList<ImageProcess> Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var processes = new List<ImageProcess>();
        while (reader.Read(out var message))
            processes.Add(ReadProcess(message));
        return processes.Count > 0 ? processes : throw reader.Wrong("there is no process");
    }

    private static ImageProcess ReadProcess(WireReader message)
    {
        uint? pid = null;
        uint parent = 0, group = 0, session = 0;
        var threads = new List<uint>();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: pid = message.Number32(); break;
                case 2: parent = message.Number32(); break;
                case 3: group = message.Number32(); break;
                case 4: session = message.Number32(); break;
                case 5: message.Numbers(threads); break;
                default: _ = message.Raw(); break;
            }
        }
        if (pid is not > 0 || !threads.Contains(pid.Value))
            throw message.Wrong("a process without a pid, or without a thread");
        return new ImageProcess(pid.Value, parent, group, session, threads);
    }
}
