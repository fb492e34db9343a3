using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>Paths as people read them: relative to the function's folder, or <c>numpy/core/numeric.py</c> for a library.</summary>
public sealed class DisplayPaths
{
    private static readonly string[] SiteFolders = ["/site-packages/", "/dist-packages/"];

    private readonly string _root;
    private readonly string _standardLibrary;
    private readonly Dictionary<string, ModuleLoad> _modules = new(StringComparer.Ordinal);

    /// <summary>Knows the folders and the modules of a recording.</summary>
    public DisplayPaths(Recording recording)
    {
        _root = recording.Manifest.Function.Root.TrimEnd('/') + "/";
        _standardLibrary = recording.Manifest.Python.StandardLibrary.TrimEnd('/') + "/";
        foreach (var module in recording.Imports?.Modules ?? [])
        {
            if (module.File is { } file)
            {
                _modules.TryAdd(file, module);
            }
        }
    }

    /// <summary>The short form of a file's path; the path itself if nothing shorter is known.</summary>
    public string this[string file]
    {
        get
        {
            if (_modules.TryGetValue(file, out var module) && module.Library != AnalysisContext.OwnCode
                && FromTopLevel(file, module) is { } shorter)
            {
                return shorter;
            }

            foreach (var folder in SiteFolders)
            {
                var at = file.LastIndexOf(folder, StringComparison.Ordinal);
                if (at >= 0)
                {
                    return file[(at + folder.Length)..];
                }
            }

            return Below(_root, file) ?? Below(_standardLibrary, file) ?? file;
        }
    }

    /// <summary>The short form with a line.</summary>
    public string At(string file, int line) => $"{this[file]}:{line}";

    private static string? Below(string folder, string file) =>
        folder.Length > 1 && file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : null;

    /// <summary>As many last parts of the path as the module's name has.</summary>
    private static string? FromTopLevel(string file, ModuleLoad module)
    {
        var parts = module.Name.AsSpan().Count('.') + 1;
        var isInit = Path.GetFileName(file.AsSpan()).StartsWith("__init__.", StringComparison.Ordinal);
        var at = file.Length;
        for (var i = 0; i < parts + (isInit ? 1 : 0); i++)
        {
            at = at > 0 ? file.LastIndexOf('/', at - 1) : -1;
        }

        var top = module.Name.Split('.', 2)[0];
        return at >= 0 && file.AsSpan(at + 1).StartsWith(top, StringComparison.Ordinal) ? file[(at + 1)..] : null;
    }
}
