using System.Security.Cryptography;
using Thaw.Linux.Files;

namespace Thaw.Snapshots.Store;

/// <summary>The host's own key, with which it signs snapshots and knows its own again: HMAC-SHA256 over 32 random bytes that never leave the host.</summary>
internal sealed class SnapshotKey
{
    private const int KeyBytes = 32;
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _key;

    private SnapshotKey(byte[] key) => _key = key;

    /// <summary>Reads the key; makes it when there is none. Of two processes that make it at once, one wins and both use it.</summary>
    /// <param name="path">The key's file; its folder must exist.</param>
    /// <exception cref="SnapshotException">It is damaged, or others may read it.</exception>
    public static SnapshotKey Open(string path)
    {
        if (!File.Exists(path))
            Make(path);
        if ((File.GetUnixFileMode(path) & ~OwnersOnly) != 0)
            throw new SnapshotException($"{path}: others may read the key; run: chmod 600 {path} (and delete snapshots that you do not trust)");
        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? new SnapshotKey(key) : throw new SnapshotException($"{path}: damaged: it has {key.Length} bytes instead of {KeyBytes}");
    }

    /// <summary>Signs content.</summary>
    /// <param name="purpose">What it is, so that a signature of one thing is none of another.</param>
    /// <param name="content">The bytes.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public string Sign(string purpose, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(purpose + "\0"));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a signature is this host's.</summary>
    public bool IsSigned(string purpose, ReadOnlySpan<byte> content, string signature) =>
        CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.UTF8.GetBytes(Sign(purpose, content)), System.Text.Encoding.UTF8.GetBytes(signature.Trim()));

    private static void Make(string path)
    {
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersOnly };
            using (var file = new FileStream(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(flushToDisk: true);
            }
            // Unlike a rename, a link does not replace the key of another process.
            HardLink.Create(temporary, path);
            DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (IOException) when (File.Exists(path))
        {
            // The other process's is as good.
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
