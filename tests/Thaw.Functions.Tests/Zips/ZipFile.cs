using System.IO.Compression;
using System.Text;

namespace Thaw.Functions.Tests.Zips;

/// <summary>Makes zips, also such as no honest tool makes.</summary>
internal static class ZipFile
{
    public const int SymbolicLink = 0xA1FF << 16;
    public const int Fifo = 0x1180 << 16;

    public static string Make(string path, params (string Name, string Content, int Attributes)[] entries)
    {
        using var stream = File.Create(path);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var (name, content, attributes) in entries)
        {
            var entry = archive.CreateEntry(name);
            entry.ExternalAttributes = attributes;
            if (name.EndsWith('/'))
                continue;
            using var target = entry.Open();
            target.Write(Encoding.UTF8.GetBytes(content));
        }
        return path;
    }

    /// <summary>Replaces one occurrence of bytes in a file.</summary>
    public static void Patch(string path, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(from);
        Assert.True(at >= 0);
        to.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);
    }
}
