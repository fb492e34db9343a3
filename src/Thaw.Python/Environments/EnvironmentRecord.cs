using System.Globalization;
using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments;

/// <summary>
/// The file <c>thaw-environment</c>, written last, that makes an environment valid: its format's version and the
/// number of links among its libraries.
/// </summary>
internal static class EnvironmentRecord
{
    private const string Name = "thaw-environment";
    private const string Header = "thaw.environment 1";

    /// <summary>Marks an environment as complete.</summary>
    public static void Write(string folder) => AtomicFile.Write(Path.Combine(folder, Name), Encoding.UTF8.GetBytes(Content(folder)));

    /// <summary>True if the environment is whole: made to the end, and every link leads somewhere.</summary>
    public static bool Holds(string folder)
    {
        try
        {
            return File.Exists(VirtualEnvironment.Executable(folder))
                && File.ReadAllText(Path.Combine(folder, Name)) == Content(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Content(string folder) => string.Create(
        CultureInfo.InvariantCulture, $"{Header}\nlinks {CountLinks(Path.Combine(folder, "lib"))}\n");

    private static int CountLinks(string folder)
    {
        var count = 0;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
                count += Path.Exists(entry.FullName) ? 1 : 0;
            else if (entry is DirectoryInfo)
                count += CountLinks(entry.FullName);
        }
        return count;
    }
}
