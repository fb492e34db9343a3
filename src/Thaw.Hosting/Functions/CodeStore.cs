using System.Collections.Concurrent;
using System.Security.Cryptography;
using Thaw.Functions;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Functions;

/// <summary>The code of all versions, each zip once, named by its SHA-256, and unpacked beside.</summary>
/// <remarks>Members may be called from any thread. What was unpacked is compared with its zip once in the life of a host.</remarks>
public sealed class CodeStore
{
    internal const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // AWS's limit for what is uploaded directly, and what it may unpack to.
    private const int MostZipBytes = 50 << 20;
    private static readonly ZipLimits Limits = new(250L << 20, 50_000);

    private readonly ConcurrentDictionary<string, Lazy<string>> _checked = new(StringComparer.Ordinal);
    private readonly string _folder;

    private CodeStore(string folder) => _folder = folder;

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    public static CodeStore Open(string folder)
    {
        Directory.CreateDirectory(folder, OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        foreach (var unfinished in Directory.EnumerateFiles(folder, ".*.tmp"))
            File.Delete(unfinished);
        return new CodeStore(folder);
    }

    /// <summary>Keeps a zip; nothing happens when it is there.</summary>
    /// <param name="zip">Its bytes.</param>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="HostingException">It is no zip, damaged, too large, or holds what leads out of its folder.</exception>
    public string Add(ReadOnlySpan<byte> zip)
    {
        if (zip.Length > MostZipBytes)
            throw new HostingException(HostingProblem.RequestTooLarge, $"The zip has {zip.Length} bytes; at most {MostZipBytes} can be uploaded.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(zip));
        var bytes = zip.ToArray();
        if (!File.Exists(ZipOf(hash)) || HashOf(ZipOf(hash)) != hash)
            DurableFile.WriteAtomically(ZipOf(hash), stream => stream.Write(bytes));
        try
        {
            Prepare(hash);
        }
        catch (HostingException e) when (e.Problem == HostingProblem.InvalidZipFile)
        {
            File.Delete(ZipOf(hash));
            throw;
        }
        return hash;
    }

    /// <summary>The folder that holds the unpacked code, readable by everybody who sees it.</summary>
    /// <param name="hash">As <see cref="Add"/> returned it.</param>
    /// <exception cref="HostingException">The zip is missing or damaged on the disk.</exception>
    public string Prepare(string hash)
    {
        try
        {
            return _checked.GetOrAdd(hash, key => new Lazy<string>(() => CheckOrUnpack(key))).Value;
        }
        catch
        {
            // It may be repaired meanwhile: the next one looks again.
            _checked.TryRemove(hash, out _);
            throw;
        }
    }

    /// <summary>The zip's bytes.</summary>
    public byte[] Read(string hash) => File.ReadAllBytes(ZipOf(hash));

    private string CheckOrUnpack(string hash)
    {
        var zip = ZipOf(hash);
        if (!File.Exists(zip))
            throw new HostingException(HostingProblem.Service, $"{zip}: missing; deploy the function's code again");
        if (HashOf(zip) != hash)
            throw new HostingException(HostingProblem.Service, $"{zip}: damaged: it does not have its own checksum; deploy the function's code again");
        var folder = Path.Combine(_folder, hash);
        try
        {
            if (!CodeArchive.Matches(zip, folder))
                Unpack(zip, folder);
            return folder;
        }
        catch (FunctionException e)
        {
            throw new HostingException(
                HostingProblem.InvalidZipFile, "Could not unzip uploaded file. " + e.Message.Replace(zip + ": ", "", StringComparison.Ordinal), e);
        }
    }

    private void Unpack(string zip, string folder)
    {
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            CodeArchive.Unpack(zip, temporary, Limits);
            OpenToReaders(temporary);
            if (Directory.Exists(folder))
                DurableFile.ExchangeFolders(temporary, folder);
            else
                DurableFile.RenameFolder(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    // The function's uid is not the owner; nobody else gets to these folders, because the one above is closed.
    private static void OpenToReaders(string folder)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode search = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder, read | search | UnixFileMode.UserWrite);
        foreach (var inner in Directory.EnumerateDirectories(folder))
            OpenToReaders(inner);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var executable = (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
            File.SetUnixFileMode(file, read | UnixFileMode.UserWrite | (executable ? search : 0));
        }
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private string ZipOf(string hash) => Path.Combine(_folder, hash + ".zip");
}
