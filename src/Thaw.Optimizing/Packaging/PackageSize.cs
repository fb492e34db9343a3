namespace Thaw.Optimizing.Packaging;

/// <summary>Bytes that are deployed.</summary>
internal static class PackageSize
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>All files of a package.</summary>
    public static long Of(string folder) => Sum(folder, _ => true);

    /// <summary>A function's code without compiled files.</summary>
    public static long OfCode(string folder) => Sum(folder, path => !path.Contains("/__pycache__/", StringComparison.Ordinal) && !path.Contains("/.git/", StringComparison.Ordinal));

    private static long Sum(string folder, Func<string, bool> counts) =>
        Directory.EnumerateFiles(folder, "*", Everything).Where(counts).Sum(path => new FileInfo(path).Length);
}
