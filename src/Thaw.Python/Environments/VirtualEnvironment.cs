using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments;

/// <summary>The skeleton of a virtual environment made by hand: no pip in it, nothing copied.</summary>
internal static class VirtualEnvironment
{
    /// <summary>What starts Python in an environment.</summary>
    public static string Executable(string folder) => Path.Combine(folder, "bin/python");

    /// <summary>The folder of libraries in an environment.</summary>
    public static string SitePackages(string folder, Interpreter interpreter) =>
        Path.Combine(folder, $"lib/python{interpreter.MinorVersion}/site-packages");

    /// <summary>
    /// Where the standard library is shown from when the interpreter's own shows too much: the <c>lib/pythonX.Y</c> of
    /// a base installation inside the environment.
    /// </summary>
    public static string BaseLibrary(string folder, Interpreter interpreter) =>
        Path.Combine(folder, $"lib/base/lib/python{interpreter.MinorVersion}");

    /// <summary>Makes one in an empty or absent folder.</summary>
    public static void Make(string folder, Interpreter interpreter)
    {
        Directory.CreateDirectory(SitePackages(folder, interpreter));
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        File.CreateSymbolicLink(Executable(folder), Start(interpreter));
        foreach (var name in new[] { "python3", $"python{interpreter.MinorVersion}" })
            File.CreateSymbolicLink(Path.Combine(folder, "bin", name), "python");
        WriteSettings(folder, Path.Combine(interpreter.BasePrefix, "bin"), interpreter);
    }

    /// <summary>Lets the interpreter find the standard library in <see cref="BaseLibrary"/> instead of its own.</summary>
    /// <param name="folder">The environment while it is made.</param>
    /// <param name="finalFolder">Where it will be.</param>
    /// <param name="interpreter">Its interpreter.</param>
    public static void UseOwnBase(string folder, string finalFolder, Interpreter interpreter)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lib/base/bin"));
        WriteSettings(folder, Path.Combine(finalFolder, "lib/base/bin"), interpreter);
    }

    private static void WriteSettings(string folder, string home, Interpreter interpreter) =>
        AtomicFile.Write(Path.Combine(folder, "pyvenv.cfg"), Encoding.UTF8.GetBytes(
            $"home = {home}\n"
            + "include-system-site-packages = false\n"
            + $"version = {interpreter.Version}\n"
            + $"executable = {interpreter.BaseExecutable}\n"));

    // The file behind links such as python3. A private interpreter's wrapper script passes on the name that it was
    // called by, so a link to it does what a link to a binary does.
    private static string Start(Interpreter interpreter) =>
        File.ResolveLinkTarget(interpreter.BaseExecutable, returnFinalTarget: true)?.FullName ?? interpreter.BaseExecutable;
}
