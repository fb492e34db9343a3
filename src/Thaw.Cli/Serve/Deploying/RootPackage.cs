using System.Formats.Tar;
using System.Security.Cryptography;
using Thaw.Functions;
using Thaw.Linux.Files;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>A root file system as it goes to a host: a tar. The same files make the same bytes, so that the host keeps them once.</summary>
internal static class RootPackage
{
    /// <summary>Packs a folder: a whole file system, or an unpacked image. Devices, sockets and pipes are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">Where to.</param>
    /// <returns>The tar's SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="FunctionException">Something in it cannot be read.</exception>
    public static string Pack(string folder, string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            try
            {
                Add(writer, new DirectoryInfo(folder), "");
            }
            catch (UnauthorizedAccessException e)
            {
                throw new FunctionException($"{folder}: {e.Message} Whoever deploys a root file system has to be able to read it");
            }
        }
        stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Add(TarWriter writer, DirectoryInfo folder, string place)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var name = place + entry.Name;
            if (entry.LinkTarget is { } target)
                Write(writer, entry, new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });
            else if (entry is DirectoryInfo inner)
            {
                Write(writer, entry, new PaxTarEntry(TarEntryType.Directory, name + "/"));
                Add(writer, inner, name + "/");
            }
            else if (FileKind.IsRegular(entry.FullName))
            {
                using var content = File.OpenRead(entry.FullName);
                Write(writer, entry, new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
            }
        }
    }

    // Who owns a file here says nothing there, and when it was read is not part of it.
    private static void Write(TarWriter writer, FileSystemInfo source, PaxTarEntry entry)
    {
        entry.ModificationTime = new DateTimeOffset(source.LastWriteTimeUtc);
        if (entry.EntryType != TarEntryType.SymbolicLink)
            entry.Mode = source.UnixFileMode;
        writer.WriteEntry(entry);
    }
}
