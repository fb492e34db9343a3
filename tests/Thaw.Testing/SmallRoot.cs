using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>Small root file systems, made of what this machine has: programs with the libraries that they load, and no more.</summary>
public static class SmallRoot
{
    private static readonly string[] LeftOut = ["test", "tests", "idlelib", "lib2to3", "ensurepip", "pydoc_data", "turtledemo", "tkinter", "distutils", "site-packages"];

    /// <summary>A shell at /bin/sh.</summary>
    /// <param name="folder">Where to; may be there.</param>
    public static void AddShell(string folder) => AddProgram(folder, "/bin/sh", "/bin/sh");

    /// <summary>The machine's own Python, under /usr/local/bin, with its standard library.</summary>
    /// <param name="folder">Where to; may be there.</param>
    /// <returns>Its name, as <c>python3.11</c>.</returns>
    public static string AddPython(string folder)
    {
        var facts = Output("/usr/bin/python3", "-I", "-c", "import os, sys, sysconfig; print(os.path.realpath(sys.executable), sysconfig.get_path('stdlib'), sys.version_info[1])").Trim().Split(' ');
        var name = "python3." + facts[2];
        AddProgram(folder, facts[0], "/usr/local/bin/" + name);
        // Found from where the program is: the same way up, then down.
        CopyFolder(facts[1], Path.Combine(folder, "usr/local/lib", name));
        foreach (var extension in Directory.EnumerateFiles(Path.Combine(facts[1], "lib-dynload"), "_ctypes.*"))
            AddLibraries(folder, extension);
        return name;
    }

    /// <summary>A program with its libraries.</summary>
    /// <param name="folder">Where to; may be there.</param>
    /// <param name="program">The machine's own.</param>
    /// <param name="place">Where it is in there.</param>
    public static void AddProgram(string folder, string program, string place)
    {
        Copy(program, folder + place);
        AddLibraries(folder, program);
    }

    private static void AddLibraries(string folder, string program)
    {
        foreach (var line in Output("/usr/bin/ldd", program).Split('\n'))
        {
            if (line.Split(' ', '\t').FirstOrDefault(word => word.StartsWith('/')) is { } library && !File.Exists(folder + library))
                Copy(library, folder + library);
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
            Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.EnumerateDirectories(from).Where(inner => !LeftOut.Contains(Path.GetFileName(inner)) && !Path.GetFileName(inner).StartsWith("config-", StringComparison.Ordinal)))
            CopyFolder(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        // Of a link its file; a link to nothing is no loss.
        if (File.Exists(from))
            File.Copy(from, to, overwrite: true);
    }

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
