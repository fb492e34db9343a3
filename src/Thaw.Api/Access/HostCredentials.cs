using System.Security.Cryptography;
using Thaw.Linux.Files;

namespace Thaw.Api.Access;

/// <summary>The key pair of a host: who has it may do everything.</summary>
/// <param name="AccessKeyId">Public.</param>
/// <param name="SecretAccessKey">Secret.</param>
public sealed record HostCredentials(string AccessKeyId, string SecretAccessKey)
{
    /// <summary>The file in the state folder, in the form of AWS's shared credentials.</summary>
    public const string FileName = "credentials";

    /// <summary>Reads the pair of a state folder; makes one the first time, with mode 0600.</summary>
    /// <exception cref="InvalidDataException">The file holds no pair.</exception>
    public static HostCredentials OpenOrCreate(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);
        if (File.Exists(path))
            return Read(path);
        var made = new HostCredentials("THAW" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), Secret());
        DurableFile.WriteAtomically(path, stream =>
        {
            // Before there is anything to read in it.
            File.SetUnixFileMode(((FileStream)stream).SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write($"[default]\naws_access_key_id = {made.AccessKeyId}\naws_secret_access_key = {made.SecretAccessKey}\n");
        });
        return made;
    }

    /// <summary>Reads the pair of the profile <c>default</c>.</summary>
    /// <param name="path">A file in the form of AWS's shared credentials.</param>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static HostCredentials Read(string path)
    {
        var inside = false;
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
                inside = line == "[default]";
            else if (inside && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value])
                values[name] = value;
        }
        return values.TryGetValue("aws_access_key_id", out var id) && values.TryGetValue("aws_secret_access_key", out var secret) && id.Length > 0 && secret.Length > 0
            ? new HostCredentials(id, secret)
            : throw new InvalidDataException($"{path}: holds no aws_access_key_id and aws_secret_access_key under [default]; delete it, and the host makes a new pair");
    }

    private static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)).Replace('+', 'A').Replace('/', 'B');
}
