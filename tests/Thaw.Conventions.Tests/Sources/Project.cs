using System.Xml.Linq;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Sources;

/// <summary>A project file: what it refers to.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="References">Names of the projects that it refers to.</param>
/// <param name="Packages">NuGet packages that it refers to.</param>
internal sealed record Project(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>The project's name: its file's without the ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>All projects below a folder of the repository.</summary>
    public static IReadOnlyList<Project> Below(string folder) =>
        [.. TrackedFiles.Below(folder, ".csproj").Select(Read)];

    private static Project Read(string path)
    {
        var file = XDocument.Load(Repository.PathOf(path));
        return new Project(
            path,
            [.. Includes(file, "ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes(file, "PackageReference")]);
    }

    /// <summary>What the elements of a name in an MSBuild file include.</summary>
    public static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();
}
