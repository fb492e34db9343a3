using System.Text;
using Thaw.Functions;
using Thaw.Lab.Budgeting;

namespace Thaw.Lab.Subjects;

/// <summary>A copy of a function that sees the packages of all sample functions, as on a developer's machine.</summary>
internal static class CrowdedFunction
{
    /// <summary>Makes the copy.</summary>
    /// <param name="original">The function's folder.</param>
    /// <param name="functions">The folder of all functions.</param>
    /// <param name="folder">Where the copy goes; must not exist.</param>
    /// <exception cref="LabException">One of the functions can't be read.</exception>
    public static void Make(string original, string functions, string folder)
    {
        FolderCopy.Make(original, folder);
        string manifest = Path.Combine(folder, FunctionLoader.ManifestName);
        File.WriteAllText(manifest, WithPackages(File.ReadAllLines(manifest), AllPackages(functions)));
    }

    /// <summary>What all functions declare, each once, by name.</summary>
    public static IReadOnlyList<string> AllPackages(string functions) =>
    [
        .. Directory.EnumerateDirectories(functions)
            .Where(folder => File.Exists(Path.Combine(folder, FunctionLoader.ManifestName)))
            .SelectMany(PackagesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>A manifest whose top-level <c>packages</c> are replaced.</summary>
    internal static string WithPackages(IReadOnlyList<string> manifest, IReadOnlyList<string> packages)
    {
        var text = new StringBuilder();
        bool isOld = false;
        foreach (string line in manifest)
        {
            bool continues = line.Length > 0 && (char.IsWhiteSpace(line[0]) || line[0] == '-');
            isOld = line.StartsWith("packages:", StringComparison.Ordinal) || (isOld && continues);
            text.Append(isOld ? "" : line + "\n");
        }

        return text.Append("packages: [").AppendJoin(", ", packages).Append("]\n").ToString();
    }

    private static IReadOnlyList<string> PackagesOf(string folder)
    {
        try
        {
            return FunctionLoader.Load(folder, new FunctionLoadOptions()).Packages;
        }
        catch (FunctionException error)
        {
            throw new LabException(error.Message, error);
        }
    }
}
