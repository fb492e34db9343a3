using Thaw.Sandboxing.Launching;

namespace Thaw.Hosting.Roots;

/// <summary>
/// The host's Python in a sandbox whose root file system may have none, nor a C library: for the part of Thaw that custom runtimes
/// ask for their work.
/// </summary>
internal static class HostPython
{
    // Where such a sandbox has the host's /usr.
    private const string Place = "/var/host";

    private static readonly string[] Loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

    /// <summary>The beginning of a command line: the host's loader, its libraries, its interpreter.</summary>
    /// <exception cref="HostingException">This machine keeps them elsewhere.</exception>
    public static IReadOnlyList<string> InOwnRoot()
    {
        var python = Real(new SandboxLauncherSettings().PythonPath);
        var loader = Loaders.Where(File.Exists).Select(Real).FirstOrDefault() ?? "";
        if (!python.StartsWith("/usr/", StringComparison.Ordinal) || !loader.StartsWith("/usr/", StringComparison.Ordinal))
            throw new HostingException(HostingProblem.Service, "custom runtimes with a root file system of their own need a host whose Python and C library are in /usr");
        var libraries = string.Join(':', new[] { Path.GetDirectoryName(loader)!, "/usr/lib64", "/usr/lib" }.Distinct().Select(folder => Place + folder));
        return [Place + loader, "--library-path", libraries, Place + python];
    }

    // The last link's target may have links in its folders, as /lib.
    private static string Real(string path) => new Sandboxing.Roots.RootFolder("/").Resolve(path);
}
