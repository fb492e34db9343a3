using Thaw.Linux.Pipes;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Snapshots.Capture;

/// <summary>Takes along what a process has in its /tmp. A program with its own rights reads it, because its files may be nobody else's.</summary>
internal static class TemporaryFiles
{
    // The form that thaw_temporary.py reads. What is neither folder, file nor link is left out: a socket would lead nowhere.
    private const string Script = """
        import json, os, sys
        out, left = sys.stdout.buffer, int(sys.argv[1])
        def tell(name, path, kind, **more):
            global left
            status = os.lstat(path)
            entry = {"name": name, "kind": kind, "mode": status.st_mode & 0o1777, "modifiedNs": status.st_mtime_ns, **more}
            line = json.dumps(entry).encode() + b"\n"
            left -= len(line) + more.get("size", 0)
            if left < 0:
                sys.exit(3)
            out.write(line)
        def walk(folder, prefix):
            for entry in sorted(os.scandir(folder), key=lambda each: each.name):
                name = prefix + entry.name
                if entry.is_symlink():
                    tell(name, entry.path, "link", target=os.readlink(entry.path))
                elif entry.is_dir():
                    tell(name, entry.path, "folder")
                    walk(entry.path, name + "/")
                elif entry.is_file():
                    with open(entry.path, "rb") as file:
                        content = file.read(max(0, left) + 1)
                    tell(name, entry.path, "file", size=len(content))
                    out.write(content)
        walk("/tmp", "")
        """;

    private const int TooMuch = 3;
    private static readonly TimeSpan LongestPacking = TimeSpan.FromSeconds(60);

    /// <summary>Writes a file with all of it.</summary>
    /// <param name="sandbox">Whose /tmp.</param>
    /// <param name="interpreter">A Python in it.</param>
    /// <param name="user">Whose files.</param>
    /// <param name="file">The file to write; none when nothing is there.</param>
    /// <param name="mostBytes">The most that it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="SnapshotException">It is more than that, or cannot be read.</exception>
    public static async Task<bool> PackAsync(
        Sandbox sandbox, IReadOnlyList<string> interpreter, uint user, string file, long mostBytes, CancellationToken cancellation)
    {
        var (output, theirOutput) = OutputPipe.Create();
        using (output)
        using (theirOutput)
        {
            using var nothing = File.OpenHandle("/dev/null");
            string[] arguments = [.. interpreter, "-I", "-S", "-B", "-c", Script, mostBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            var program = new SandboxProgram(arguments, new Dictionary<string, string>(), user) { Descriptors = [nothing, theirOutput], WorkingDirectory = "/" };
            var process = await sandbox.StartAsync(program, cancellation).ConfigureAwait(false);
            theirOutput.Dispose();
            var length = await WriteAsync(output, file, cancellation).WaitAsync(LongestPacking, cancellation).ConfigureAwait(false);
            return (await process.Exit.WaitAsync(LongestPacking, cancellation).ConfigureAwait(false)) switch
            {
                { ExitCode: 0 } => Keep(file, length),
                { ExitCode: TooMuch } => throw new SnapshotException($"its files in /tmp take more than {mostBytes >> 20} MB"),
                var exit => throw new SnapshotException($"its files in /tmp cannot be read ({exit})"),
            };
        }
    }

    private static bool Keep(string file, long length)
    {
        if (length == 0)
            File.Delete(file);
        return length > 0;
    }

    private static async Task<long> WriteAsync(OutputPipe output, string file, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var buffer = new byte[64 * 1024];
        output.Watch(() => Take(output, stream, buffer, done));
        return await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static bool Take(OutputPipe output, FileStream stream, byte[] buffer, TaskCompletionSource<long> done)
    {
        try
        {
            switch (output.TryRead(buffer))
            {
                case null:
                    return true;
                case 0:
                    stream.Flush();
                    done.TrySetResult(stream.Length);
                    return false;
                case var read:
                    stream.Write(buffer, 0, read.Value);
                    return true;
            }
        }
        catch (IOException e)
        {
            done.TrySetException(e);
            return false;
        }
    }
}
