using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>Paths of a report in a form that stays the same when a function or its libraries lie elsewhere.</summary>
/// <param name="report">Whose folders count.</param>
internal sealed class ReportPaths(ProfileReport report)
{
    private static readonly string[] SiteFolders = ["/site-packages/", "/dist-packages/"];

    private readonly string _root = report.Function.Root.TrimEnd('/') + "/";
    private readonly string _standardLibrary = report.Python.StandardLibrary.TrimEnd('/') + "/";

    /// <summary>Relative to the function's folder, the library folder or the standard library; otherwise the path itself.</summary>
    public string this[string file]
    {
        get
        {
            foreach (var folder in SiteFolders)
            {
                if (file.LastIndexOf(folder, StringComparison.Ordinal) is >= 0 and var at)
                {
                    return file[(at + folder.Length)..];
                }
            }

            return Below(_root, file) ?? Below(_standardLibrary, file) ?? file;
        }
    }

    private static string? Below(string folder, string file) =>
        folder.Length > 1 && file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : null;
}
