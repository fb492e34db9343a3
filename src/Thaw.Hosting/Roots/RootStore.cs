using System.Collections.Concurrent;
using System.Security.Cryptography;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Roots;

namespace Thaw.Hosting.Roots;

/// <summary>Root file systems that functions have in place of the host's /usr: each once, named by the SHA-256 of the tar that it came as.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class RootStore
{
    private readonly OnceEach<string, IReadOnlyDictionary<string, string>> _pythons = new();
    private readonly ConcurrentDictionary<string, bool> _waiting = new();
    private readonly string _folder;

    private RootStore(string folder) => _folder = folder;

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    /// <param name="folder">The folder.</param>
    internal static RootStore Open(string folder)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp*"))
            Directory.Delete(unfinished, recursive: true);
        foreach (var unfinished in Directory.EnumerateFiles(folder, ".*.tmp*"))
            File.Delete(unfinished);
        return new RootStore(folder);
    }

    /// <summary>Keeps one. It stays at least until a function has used it, or the host ends.</summary>
    /// <param name="tar">A tar of a file system, or of an unpacked image in the layout of the Open Container Initiative.</param>
    /// <param name="hash">What its SHA-256 has to be, lower-case hexadecimal.</param>
    /// <param name="cancellation">Ends the wait for its bytes.</param>
    /// <exception cref="HostingException">It is not that, or of no use.</exception>
    public async Task AddAsync(Stream tar, string hash, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tar);
        CheckName(hash);
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        var whole = temporary + ".tar";
        try
        {
            // As a whole and checked first: unpacking takes the disk's time, not the sender's.
            await KeepAsync(tar, whole, hash, cancellation).ConfigureAwait(false);
            await Task.Run(() => Unpack(whole, temporary, hash), CancellationToken.None).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            throw HostingException.Invalid(e.Message);
        }
        finally
        {
            File.Delete(whole);
            // What was there before is here when it was exchanged.
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>The interpreters in one, as <c>python3.11</c>.</summary>
    /// <exception cref="HostingException">There is no such root file system.</exception>
    public IReadOnlyList<string> PythonsOf(string hash) => [.. Pythons(hash).Keys];

    /// <summary>Where one is.</summary>
    /// <exception cref="HostingException">It is missing on the disk.</exception>
    internal string Prepare(string hash) => Directory.Exists(FolderOf(hash))
        ? FolderOf(hash)
        : throw new HostingException(HostingProblem.Service, $"{FolderOf(hash)}: missing; deploy the function again");

    /// <summary>Refuses a runtime that is not in a root file system.</summary>
    /// <exception cref="HostingException">The message names those that are.</exception>
    internal void Check(string hash, string runtime)
    {
        var pythons = Pythons(hash);
        if (!pythons.ContainsKey(runtime) && !RuntimeCatalogue.Custom.Contains(runtime))
        {
            throw HostingException.Invalid(
                $"Runtime {runtime} is not in the root file system; it has {string.Join(", ", pythons.Keys.Concat(RuntimeCatalogue.Custom))}");
        }
    }

    /// <summary>What starts an instance in one.</summary>
    /// <param name="hash">The root file system.</param>
    /// <param name="runtime">The function's.</param>
    /// <exception cref="HostingException">It is not in there.</exception>
    internal RuntimeStart StartOf(string hash, string runtime)
    {
        Check(hash, runtime);
        return RuntimeCatalogue.Custom.Contains(runtime)
            ? new RuntimeStart(HostPython.InOwnRoot(), RuntimeCatalogue.Place + "/bootstrap_api.py") { NeedsHost = true }
            : new RuntimeStart([Pythons(hash)[runtime]], RuntimeCatalogue.Place + "/bootstrap.py");
    }

    /// <summary>Removes all but these, and those that no function has used yet.</summary>
    internal void KeepOnly(IReadOnlySet<string> kept)
    {
        foreach (var hash in kept)
            _waiting.TryRemove(hash, out _);
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(IsOld).ToList())
        {
            _pythons.Forget(Path.GetFileName(folder));
            StoreFolder.Remove(folder);
        }

        // One that begins with a dot is being made.
        bool IsOld(string folder) => Path.GetFileName(folder) is var name && name[0] != '.' && !kept.Contains(name) && !_waiting.ContainsKey(name);
    }

    private static async Task KeepAsync(Stream tar, string file, string hash, CancellationToken cancellation)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var kept = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 20];
        while (await tar.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            sum.AppendData(buffer, 0, read);
            await kept.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            if (kept.Position > RootLimits.Usual.Bytes)
                throw new HostingException(HostingProblem.RequestTooLarge, $"The root file system has more than {RootLimits.Usual.Bytes} bytes");
        }
        if (Convert.ToHexStringLower(sum.GetHashAndReset()) != hash)
            throw HostingException.Invalid($"The root file system does not have the checksum {hash}");
    }

    private void Unpack(string file, string temporary, string hash)
    {
        using (var tar = File.OpenRead(file))
            RootMaker.Make(tar, temporary, RootLimits.Usual);
        _waiting[hash] = true;
        StoreFolder.PutInPlace(temporary, FolderOf(hash));
        _pythons.Forget(hash);
    }

    private IReadOnlyDictionary<string, string> Pythons(string hash)
    {
        CheckName(hash);
        return Directory.Exists(FolderOf(hash))
            ? _pythons.Get(hash, key => new RootFolder(FolderOf(key)).FindPythons())
            : throw new HostingException(HostingProblem.ResourceNotFound, $"There is no root file system {hash}; thaw deploy --rootfs brings one");
    }

    private string FolderOf(string hash) => Path.Combine(_folder, hash);

    private static void CheckName(string hash)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            throw HostingException.Invalid($"'{hash}' names no root file system: a SHA-256 in lower-case hexadecimal digits does");
    }
}
