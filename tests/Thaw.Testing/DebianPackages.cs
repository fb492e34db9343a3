using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>Asks dpkg what is installed.</summary>
internal static class DebianPackages
{
    /// <summary>Why the packages of the sample functions are not all there, or null. Those of long benchmarks are not asked for.</summary>
    public static string? WhyFunctionsLackThem()
    {
        var list = Repository.PathOf("functions/packages.txt");
        if (!File.Exists(list))
            return "there is no functions/packages.txt";
        return WhyLacking([.. Names(list).Except(Names(Repository.PathOf("functions/packages-bench.txt")))]);
    }

    /// <summary>Why not all of these packages are installed, or null.</summary>
    public static string? WhyLacking(IReadOnlyList<string> packages)
    {
        if (Programs.WhyMissing("dpkg-query", "dpkg") is { } noDpkg)
            return noDpkg;
        using var query = Process.Start(new ProcessStartInfo("dpkg-query", ["-W", "-f", "${db:Status-Status} ${Package}\n", .. packages])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Complaints about unknown packages; read so that they neither show nor block.
        query.ErrorDataReceived += (_, _) => { };
        query.BeginErrorReadLine();
        var installed = query.StandardOutput.ReadToEnd().Split('\n').ToHashSet();
        var missing = packages.Where(package => !installed.Contains($"installed {package}")).ToList();
        return missing.Count == 0 ? null : $"not installed: {string.Join(' ', missing)}";
    }

    private static IEnumerable<string> Names(string list) =>
        !File.Exists(list) ? [] : File.ReadLines(list)
            .Select(line => line.Split('#')[0].Split(' ', '\t')[0]).Where(name => name.Length > 0);
}

/// <summary>Looks for programs on PATH.</summary>
internal static class Programs
{
    /// <summary>Why a program cannot be had, or null.</summary>
    public static string? WhyMissing(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"no {program} on PATH (apt-get install {package})";
}
