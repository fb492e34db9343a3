using System.Security.Cryptography;
using System.Text;
using Thaw.Linux.Processes;

namespace Thaw.Criu.Programs;

/// <summary>
/// What CRIU finds out about the kernel each time that it starts, unless it finds its own notes of it, which takes 45 ms. It keeps notes
/// only where /run is a tmpfs, so Thaw has them made in a mount namespace of their own, once for each boot of the machine.
/// </summary>
public static class KernelFeatures
{
    /// <summary>Where CRIU looks for them.</summary>
    public const string Place = "/run/criu.kdat";

    private const string Script = "mount -t tmpfs thaw /run && target=$1 && shift && { \"$@\" check >/dev/null 2>&1; cp /run/criu.kdat \"$target\"; }";
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(60);

    /// <summary>Answers the file with them, and makes it first if it is not there.</summary>
    /// <param name="program">Whose they are.</param>
    /// <param name="folder">Where such files are kept; of root's alone.</param>
    /// <exception cref="CriuException">They cannot be made: the caller is not root, most likely.</exception>
    public static string Prepare(CriuProgram program, string folder)
    {
        ArgumentNullException.ThrowIfNull(program);
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{boot} {program.Version} {string.Join(' ', program.Command)}")));
        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{key[..16]}.kdat");
        if (!File.Exists(file))
            Make(program, file);
        return file;
    }

    private static void Make(CriuProgram program, string file)
    {
        var made = $"{file}.{Guid.NewGuid():n}";
        try
        {
            var done = CapturedCommand.Run(
                new SpawnRequest("/usr/bin/unshare", ["--mount", "--propagation", "private", "/bin/sh", "-c", Script, "sh", made, .. program.Command],
                    new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" }), LongestCheck);
            if (!done.Succeeded)
                throw new CriuException($"{program.Path} cannot look at this kernel: {done.FirstLine}");
            File.Move(made, file, overwrite: true);
        }
        catch (SpawnException e)
        {
            throw new CriuException($"{program.Path} cannot look at this kernel: {e.Message}", e);
        }
        finally
        {
            File.Delete(made);
        }
    }
}
