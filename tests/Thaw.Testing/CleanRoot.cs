using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>
/// A root file system that holds a few Debian packages with what they depend on and nothing else, to run programs in as on a machine
/// without the rest. Gone on Dispose.
/// </summary>
public sealed class CleanRoot : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes one from packages that are installed.</summary>
    /// <param name="packages">Names of Debian packages; the shell's is among them.</param>
    public CleanRoot(params string[] packages)
    {
        var made = Execute("python3", ["-B", Repository.PathOf("eng/lib/clean_root.py"), _folder.Path, .. packages]);
        if (made.ExitCode != 0)
            throw new InvalidOperationException($"no clean root: {made.Output}");
    }

    /// <summary>The path outside of a path inside.</summary>
    public string PathOf(string inside) => Path.Combine(_folder.Path, inside.TrimStart('/'));

    /// <summary>Runs a shell script inside, as root, in mount and process namespaces of its own; it ends with all that it started.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public (int ExitCode, string Output) Run(string script) => Execute(
        "unshare",
        [
            "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c",
            "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && "
            + "exec env -i HOME=/root PATH=/usr/local/bin:/usr/bin:/bin /usr/sbin/chroot \"$0\" /bin/sh -euc \"$1\" 2>&1",
            _folder.Path, script,
        ]);

    /// <summary>Why none can be made here; null if it can.</summary>
    public static string? WhyImpossible()
    {
        foreach (var (program, package) in new[] { ("dpkg-query", "dpkg"), ("python3", "python3"), ("unshare", "util-linux") })
        {
            if (Programs.WhyMissing(program, package) is { } missing)
                return missing;
        }

        // Asked by doing it: a container's root may have lost the right to mount.
        var probe = Execute("unshare", ["--mount", "--pid", "--fork", "/bin/sh", "-c", "mount -t tmpfs none /mnt"]);
        return probe.ExitCode == 0 ? null : $"no mount and process namespaces ({probe.Output.Trim().Split('\n')[^1]})";
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static (int ExitCode, string Output) Execute(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
