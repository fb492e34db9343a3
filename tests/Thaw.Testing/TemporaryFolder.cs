using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>A folder of a test's own, gone with all that it holds on Dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    /// <param name="parent">Where; the system's folder for temporary files when null.</param>
    public TemporaryFolder(string? parent = null) =>
        Path = Directory.CreateDirectory(
            System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), "thaw-test-" + Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of something inside; nothing is created.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file, with the folders above it, and answers its path.</summary>
    public string Write(string name, string content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Creates a named pipe and answers its path. Reading it waits for a writer: a ready message without sleeping.</summary>
    public string Fifo(string name)
    {
        using var process = Process.Start("mkfifo", [PathOf(name)]);
        process.WaitForExit();
        return PathOf(name);
    }

    /// <summary>Deletes the folder; links in it are removed, not followed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
