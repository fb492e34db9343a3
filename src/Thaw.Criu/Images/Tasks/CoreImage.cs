using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Tasks;

/// <summary>The file core-TID.img: a thread. Thaw reads whose it is, and writes copies in which it is somebody else's.</summary>
/// <param name="Name">The thread's name; empty when the image has none.</param>
/// <param name="Credentials">Who it is.</param>
/// <remarks>
/// One record: 3 the task (6 name), 5 the thread (10 credentials, 13 name). Of credentials: 1 to 8 are real, effective, saved and file
/// system's user and group in turn, 9 inheritable, 10 permitted, 11 effective, 19 ambient capabilities, 14 groups (repeated), 18 no new privileges.
/// </remarks>
public sealed record CoreImage(string Name, Credentials Credentials)
{
    private const int Task = 3;
    private const int Thread = 5;
    private const int ThreadCredentials = 10;

    /// <summary>Reads a thread.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="tid">The thread, as the images name it.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CoreImage Read(string folder, uint tid)
    {
        using var reader = ImageRecordReader.Open(ImageKind.Core.FileIn(folder, tid), ImageKind.Core);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static CoreImage Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var message = reader.ReadRequired();
        var name = "";
        Credentials? credentials = null;
        while (message.Next())
        {
            if (message.Field == Task)
                name = ReadName(message.Message(), 6) ?? name;
            else if (message.Field == Thread)
                ReadThread(message.Message(), ref name, ref credentials);
            else
                _ = message.Raw();
        }
        return new CoreImage(name, credentials ?? throw message.Wrong("the credentials are missing"));
    }

    /// <summary>Copies a thread's image for another user; further groups are dropped, everything else stays as it is.</summary>
    /// <param name="reader">The image, open.</param>
    /// <param name="copy">Where the copy goes.</param>
    /// <param name="uid">The copy's user: real, effective, saved and file system's.</param>
    /// <param name="gid">The copy's group, likewise.</param>
    /// <exception cref="CriuImageException">The image is damaged; the copy is of no use.</exception>
    public static void CopyFor(ImageRecordReader reader, Stream copy, uint uid, uint gid)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var message = reader.ReadRequired();
        var written = new WireWriter();
        var isThere = false;
        while (message.Next())
        {
            if (message.Field == Thread)
                written.Message(Thread, CopyThread(message.Message(), uid, gid, ref isThere));
            else
                written.Raw(message.Raw());
        }
        if (!isThere)
            throw message.Wrong("the credentials are missing");
        new ImageRecordWriter(copy, ImageKind.Core).Write(written);
    }

    private static WireWriter CopyThread(WireReader message, uint uid, uint gid, ref bool isThere)
    {
        var written = new WireWriter();
        while (message.Next())
        {
            if (message.Field != ThreadCredentials)
            {
                written.Raw(message.Raw());
                continue;
            }
            written.Message(ThreadCredentials, CopyCredentials(message.Message(), uid, gid));
            isThere = true;
        }
        return written;
    }

    private static WireWriter CopyCredentials(WireReader message, uint uid, uint gid)
    {
        var written = new WireWriter();
        for (var field = 1; field <= 8; field++)
            written.Number(field, field % 2 == 1 ? uid : gid);
        while (message.Next())
        {
            var raw = message.Raw();
            if (message.Field is > 8 and not 14)
                written.Raw(raw);
        }
        return written;
    }

    private static void ReadThread(WireReader message, ref string name, ref Credentials? credentials)
    {
        while (message.Next())
        {
            if (message.Field == ThreadCredentials)
                credentials = ReadCredentials(message.Message());
            else if (message.Field == 13)
                name = message.Text();
            else
                _ = message.Raw();
        }
    }

    private static Credentials ReadCredentials(WireReader message)
    {
        var users = new uint[9];
        var groups = new List<uint>();
        var capabilities = new List<uint>();
        var noNewPrivileges = false;
        while (message.Next())
        {
            switch (message.Field)
            {
                case <= 8: users[message.Field] = message.Number32(); break;
                case 9 or 10 or 11 or 19: message.Numbers(capabilities); break;
                case 14: message.Numbers(groups); break;
                case 18: noNewPrivileges = message.Number() != 0; break;
                default: _ = message.Raw(); break;
            }
        }
        return new Credentials(users[1], users[2], users[3], users[4], groups, capabilities.Any(word => word != 0), noNewPrivileges);
    }

    private static string? ReadName(WireReader message, int field)
    {
        string? name = null;
        while (message.Next())
        {
            if (message.Field == field)
                name = message.Text();
            else
                _ = message.Raw();
        }
        return name;
    }
}
