using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Thaw.Linux.Processes;

namespace Thaw.Criu.Programs;

/// <summary>A CRIU that is new enough, and how it is started.</summary>
/// <param name="Path">The file that was found or named.</param>
/// <param name="Command">
/// The program and its first arguments: CRIU itself, or what eng/private-criu unpacked, started by its own loader with its own libraries.
/// </param>
/// <param name="Version">Its version.</param>
public sealed partial record CriuProgram(string Path, IReadOnlyList<string> Command, Version Version)
{
    /// <summary>The environment variable that names a CRIU: its program, or the folder that eng/private-criu filled.</summary>
    public const string Variable = "THAW_CRIU";

    // 4.0 and older fail on current kernels ("unexpected rt vDSO area bounds").
    private static readonly Version Oldest = new(4, 1);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Finds the first that is new enough: what <paramref name="named"/> or <see cref="Variable"/> name, and nothing else then; otherwise
    /// <c>criu</c> on the PATH, and what eng/private-criu has unpacked beside this program.
    /// </summary>
    /// <param name="named">A program, or a folder of eng/private-criu; null for none.</param>
    /// <exception cref="CriuException">None will do; the message says why, and what helps.</exception>
    public static CriuProgram Find(string? named = null)
    {
        var given = named ?? Environment.GetEnvironmentVariable(Variable);
        string[] places = string.IsNullOrEmpty(given) ? [.. OnPath(), .. BesideThis()] : [Directory.Exists(given) ? Wrapper(given) : given];
        string? why = null;
        foreach (var place in places)
        {
            var (program, problem) = Try(place);
            if (program is not null)
                return program;
            why ??= problem;
        }
        throw new CriuException($"there is no CRIU of version {Oldest} or later: {why ?? "no criu on PATH"}; Debian 13 has one (apt-get install criu), "
            + "eng/private-criu unpacks it elsewhere, and --criu names a program");
    }

    private static (CriuProgram? Program, string? Problem) Try(string place)
    {
        if (!File.Exists(place))
            return (null, $"{place} is not there");
        var command = CommandOf(place);
        try
        {
            var answer = CapturedCommand.Run(
                new SpawnRequest(command[0], [.. command.Skip(1), "--version"], new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" }), LongestAnswer);
            if (VersionLine.Match(answer.Output) is not { Success: true } match)
                return (null, $"{place} does not say its version: {answer.FirstLine}");
            var version = Version.Parse(match.Groups[1].Value);
            return version >= Oldest ? (new CriuProgram(place, command, version), null) : (null, $"{place} is {version}");
        }
        catch (SpawnException e)
        {
            return (null, $"{place}: {e.Message}");
        }
    }

    /// <summary>A wrapper of eng/private-criu is a script; what it starts has to be known to start it where no path leads to it.</summary>
    private static IReadOnlyList<string> CommandOf(string place)
    {
        var root = System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(place))) ?? "/";
        var (triplet, name) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ("aarch64-linux-gnu", "ld-linux-aarch64.so.1")
            : ("x86_64-linux-gnu", "ld-linux-x86-64.so.2");
        var libraries = System.IO.Path.Combine(root, "usr/lib", triplet);
        var (loader, program) = (System.IO.Path.Combine(libraries, name), System.IO.Path.Combine(root, "usr/sbin/criu"));
        return place == Wrapper(root) && root != "/usr" && File.Exists(loader) && File.Exists(program)
            ? [loader, "--inhibit-cache", "--library-path", libraries, program]
            : [System.IO.Path.GetFullPath(place)];
    }

    private static string Wrapper(string folder) => System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), "bin", "criu");

    private static IEnumerable<string> OnPath() =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, "criu")).Where(File.Exists).Take(1);

    private static IEnumerable<string> BesideThis()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "artifacts" && Wrapper(System.IO.Path.Combine(folder.FullName, "criu")) is var wrapper && File.Exists(wrapper))
                yield return wrapper;
        }
    }

    [GeneratedRegex(@"Version:\s*(\d+\.\d+(?:\.\d+)?)")]
    private static partial Regex VersionLine { get; }
}
