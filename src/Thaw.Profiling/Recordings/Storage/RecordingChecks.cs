using System.Security.Cryptography;
using System.Text.Json;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Turns what can be wrong with a file into one line that names it.</summary>
internal static class RecordingChecks
{
    /// <summary>Checks a pass's file against the size and checksum of the manifest.</summary>
    public static void CheckPass(string folder, RecordedPass pass)
    {
        if (!RecordingFiles.ByPass.TryGetValue(pass.Name, out string? expected))
            throw new RecordingException($"{Path.Combine(folder, RecordingFiles.Manifest)}: names the unknown pass '{pass.Name}'");
        if (pass.File is null)
            return;

        // A manifest that came from elsewhere must not lead a reader out of the folder.
        if (pass.File != expected)
            throw new RecordingException(
                $"{Path.Combine(folder, RecordingFiles.Manifest)}: names '{pass.File}' as the file of pass {pass.Name}, expected {expected}");

        string path = Path.Combine(folder, pass.File);
        using var file = Open(path);
        if (file.Length != pass.Bytes)
            throw new RecordingException(
                $"{path}: has {file.Length} bytes, the manifest says {pass.Bytes}; the file was changed or cut off, record again");
        if (!string.Equals(Sha256(file), pass.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RecordingException($"{path}: its checksum is not that of the manifest; the file was changed, record again");
    }

    /// <summary>SHA-256 of what is left of a stream, hexadecimal.</summary>
    public static string Sha256(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>Opens a file for reading.</summary>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path}: {Reason(error)}", error);
        }
    }

    /// <summary>Runs a deserialisation.</summary>
    public static T Deserialize<T>(string path, Func<T?> read)
        where T : class
    {
        try
        {
            return read() ?? throw new RecordingException($"{path}: holds null instead of an object");
        }
        catch (JsonException error)
        {
            throw new RecordingException($"{path}: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>The part of a message before its first line end.</summary>
    public static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    private static string Reason(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "is not there; is this the folder of a recording?",
        UnauthorizedAccessException => "may not be read",
        _ => FirstLine(error.Message),
    };
}
