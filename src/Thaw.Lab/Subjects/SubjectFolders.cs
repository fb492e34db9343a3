using Thaw.Functions;
using Thaw.Lab.Experiments;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Subjects;

/// <summary>Finds the folders of the functions that a measurement runs on.</summary>
internal static class SubjectFolders
{
    /// <summary>Absolute paths, by name.</summary>
    /// <exception cref="LabException">A named function is not there, or one can't be read.</exception>
    public static IReadOnlyList<string> Of(FunctionSelection selection, LabContext context) => selection.Kind switch
    {
        SelectionKind.Named => [.. selection.Names.Select(name => Named(name, context.Root))],
        SelectionKind.All when !context.Quick => All(context.Root),
        _ => [.. All(context.Root).Where(IsQuick)],
    };

    private static string Named(string name, LabRoot root)
    {
        string folder = Path.Combine(root.Functions, name);
        return File.Exists(Path.Combine(folder, FunctionLoader.ManifestName))
            ? folder
            : throw new LabException($"no function '{name}' in {root.Functions}");
    }

    private static string[] All(LabRoot root) =>
    [
        .. Directory.EnumerateDirectories(root.Functions)
            .Where(folder => File.Exists(Path.Combine(folder, FunctionLoader.ManifestName)))
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsQuick(string folder)
    {
        try
        {
            return FunctionLoader.Load(folder, new FunctionLoadOptions()).Quick;
        }
        catch (FunctionException error)
        {
            throw new LabException(error.Message, error);
        }
    }
}
