using System.Formats.Tar;
using System.Text;

namespace Thaw.Sandboxing.Tests.Roots;

/// <summary>A tar, entry by entry, also one that no tool would write.</summary>
internal sealed class Tar
{
    private readonly List<PaxTarEntry> _entries = [];

    public Tar File(string name, string text = "", UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.OtherRead) =>
        File(name, Encoding.UTF8.GetBytes(text), mode);

    public Tar File(string name, byte[] bytes, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.OtherRead) =>
        Add(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), Mode = mode });

    public Tar Folder(string name) => Add(new PaxTarEntry(TarEntryType.Directory, name));

    public Tar Link(string name, string target) => Add(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

    public Tar OtherName(string name, string of) => Add(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = of });

    public Tar Device(string name) => Add(new PaxTarEntry(TarEntryType.BlockDevice, name) { DeviceMajor = 8, DeviceMinor = 0 });

    public Tar Pipe(string name) => Add(new PaxTarEntry(TarEntryType.Fifo, name));

    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in _entries)
                writer.WriteEntry(entry);
        }
        return stream.ToArray();
    }

    private Tar Add(PaxTarEntry entry)
    {
        _entries.Add(entry);
        return this;
    }
}
