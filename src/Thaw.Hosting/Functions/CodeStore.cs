using System.Security.Cryptography;
using Thaw.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Functions;

/// <summary>The code of all versions and layers, each zip once, named by its SHA-256, and unpacked beside.</summary>
/// <remarks>
/// Distributions that lie in a zip are kept by the <see cref="LibraryStore"/>; their files beside the zip are further names of the store's.
/// Members may be called from any thread. What was unpacked is compared with its zip once in the life of a host.
/// </remarks>
public sealed class CodeStore
{
    internal const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How large a zip may be, bytes. More than AWS takes directly (50 MiB, 250 unpacked): there, what is larger comes from S3 or as an image.</summary>
    public const int MostZipBytes = 250 << 20;

    /// <summary>How large it may be unpacked, bytes.</summary>
    public const long MostUnpackedBytes = 1L << 30;

    private static readonly ZipLimits Limits = new(MostUnpackedBytes, 100_000);

    private readonly OnceEach<string, string> _checked = new();
    private readonly LibraryStore _libraries;
    private readonly string _folder;

    private CodeStore(string folder, LibraryStore libraries) => (_folder, _libraries) = (folder, libraries);

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="libraries">Keeps what the zips bring of distributions.</param>
    public static CodeStore Open(string folder, LibraryStore libraries)
    {
        Directory.CreateDirectory(folder, OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        foreach (var unfinished in Directory.EnumerateFiles(folder, ".*.tmp"))
            File.Delete(unfinished);
        return new CodeStore(folder, libraries);
    }

    /// <summary>Keeps a zip; nothing happens when it is there.</summary>
    /// <param name="zip">Its bytes.</param>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="HostingException">It is no zip, damaged, too large, or holds what leads out of its folder.</exception>
    public string Add(ReadOnlySpan<byte> zip)
    {
        CheckSize(zip);
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

    /// <summary>Checks a zip as <see cref="Add"/> does, and keeps nothing.</summary>
    /// <param name="zip">Its bytes.</param>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="HostingException">As <see cref="Add"/>.</exception>
    public string Check(ReadOnlySpan<byte> zip)
    {
        CheckSize(zip);
        var scratch = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            var file = Path.Combine(Directory.CreateDirectory(scratch).FullName, "zip");
            File.WriteAllBytes(file, zip);
            CodeArchive.Unpack(file, Path.Combine(scratch, "code"), Limits);
            return Convert.ToHexStringLower(SHA256.HashData(zip));
        }
        catch (FunctionException e)
        {
            throw Unusable(e, Path.Combine(scratch, "zip"));
        }
        finally
        {
            // A disk that is full has none.
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>How much more the disk would take, bytes.</summary>
    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Where a zip's unpacked code is, or will be.</summary>
    internal string FolderOf(string hash) => Path.Combine(_folder, hash);

    /// <summary>The distributions that a zip brings; empty before it was prepared for the first time.</summary>
    public IReadOnlyList<CodeLibrary> LibrariesOf(string hash) => CodeLibraries.Read(LibrariesFile(hash)) ?? [];

    /// <summary>Removes all but these.</summary>
    /// <param name="kept">As <see cref="Add"/> returned them.</param>
    /// <returns>How many zips went.</returns>
    public int KeepOnly(IReadOnlySet<string> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var old = Directory.EnumerateFiles(_folder, "*.zip").Select(file => Path.GetFileNameWithoutExtension(file)).Where(hash => !kept.Contains(hash)).ToList();
        foreach (var hash in old)
        {
            // First what cannot be made again without the others.
            File.Delete(ZipOf(hash));
            File.Delete(LibrariesFile(hash));
            _checked.Forget(hash);
        }
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(folder => !kept.Contains(Path.GetFileName(folder))).ToList())
            StoreFolder.Remove(folder);
        return old.Count;
    }

    /// <summary>The folder that holds the unpacked code, readable by everybody who sees it.</summary>
    /// <param name="hash">As <see cref="Add"/> returned it.</param>
    /// <exception cref="HostingException">The zip is missing or damaged on the disk.</exception>
    public string Prepare(string hash) => _checked.Get(hash, CheckOrUnpack);

    /// <summary>Opens a zip that is kept.</summary>
    /// <param name="hash">As <see cref="Add"/> returned it.</param>
    /// <exception cref="HostingException">There is none.</exception>
    public Stream OpenZip(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) && File.Exists(ZipOf(hash))
            ? File.OpenRead(ZipOf(hash))
            : throw new HostingException(HostingProblem.ResourceNotFound, $"There is no code with the checksum {hash}.");
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
        var folder = FolderOf(hash);
        try
        {
            if (!CodeArchive.Matches(zip, folder))
                Unpack(zip, folder);
            else if (CodeLibraries.Read(LibrariesFile(hash)) is not { } known || known.Any(each => !_libraries.Has(each.Store)))
                CodeLibraries.Write(LibrariesFile(hash), CodeLibraries.TakeOver(folder, _libraries));
            return folder;
        }
        catch (FunctionException e)
        {
            throw Unusable(e, zip);
        }
    }

    private static HostingException Unusable(FunctionException why, string zip) => new(
        HostingProblem.InvalidZipFile, "Could not unzip uploaded file. " + why.Message.Replace(zip + ": ", "", StringComparison.Ordinal), why);

    private static void CheckSize(ReadOnlySpan<byte> zip)
    {
        if (zip.Length > MostZipBytes)
            throw new HostingException(HostingProblem.RequestTooLarge, $"The zip has {zip.Length} bytes; at most {MostZipBytes} can be uploaded.");
    }

    private void Unpack(string zip, string folder)
    {
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            CodeArchive.Unpack(zip, temporary, Limits);
            StoreFolder.OpenToReaders(temporary);
            CodeLibraries.Write(LibrariesFile(Path.GetFileName(folder)), CodeLibraries.TakeOver(temporary, _libraries));
            StoreFolder.PutInPlace(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private string LibrariesFile(string hash) => Path.Combine(_folder, hash + CodeLibraries.Extension);

    private string ZipOf(string hash) => Path.Combine(_folder, hash + ".zip");
}
