using System.Globalization;
using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Debian;

/// <summary>
/// The file <c>thaw-environment</c>, written last, that makes an environment valid: its format's version and the
/// number of its links.
/// </summary>
internal static class EnvironmentRecord
{
    private const string Name = "thaw-environment";
    private const string Header = "thaw.environment 1";

    public static void Write(string folder, int links) =>
        AtomicFile.Write(Path.Combine(folder, Name), Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Header}\nlinks {links}\n")));

    /// <summary>True if the environment is whole: written to the end, and every link leads somewhere.</summary>
    public static bool Holds(string folder)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(folder, Name));
            return lines is [Header, var count]
                && count == string.Create(CultureInfo.InvariantCulture, $"links {CountLinks(Path.Combine(folder, "lib"))}")
                && File.Exists(Path.Combine(folder, "bin/python"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int CountLinks(string folder)
    {
        var count = 0;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
                count += entry.Exists && Path.Exists(entry.FullName) ? 1 : 0;
            else if (entry is DirectoryInfo)
                count += CountLinks(entry.FullName);
        }
        return count;
    }
}
