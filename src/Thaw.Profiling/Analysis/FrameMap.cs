using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>Which module a frame's file belongs to, and which frames are the import system's or Thaw's own.</summary>
public sealed class FrameMap
{
    private readonly Dictionary<string, int> _byFile = new(StringComparer.Ordinal);

    /// <summary>Indexes the files of all loaded modules.</summary>
    public FrameMap(IReadOnlyList<ModuleLoad> modules)
    {
        foreach (var module in modules)
        {
            if (module.File is { } file)
            {
                _byFile.TryAdd(file, module.Id);
            }
        }
    }

    /// <summary>The module of a source file; -1 for generated code and files that no module has.</summary>
    public int ModuleOf(string file) => _byFile.GetValueOrDefault(file, -1);

    /// <summary>True for a frame of Python's import system: what it calls runs because of an import.</summary>
    public static bool IsImportSystem(string file) => file.StartsWith("<frozen importlib", StringComparison.Ordinal);

    /// <summary>True for a frame of Thaw's code in the process: it belongs to no share.</summary>
    /// <remarks>The agent's sources are files whose names begin with <c>_thaw_</c>.</remarks>
    public static bool IsAgent(string file) =>
        file.AsSpan(file.LastIndexOf('/') + 1).StartsWith("_thaw_", StringComparison.Ordinal);

    /// <summary>True for the frame of a module's own body.</summary>
    public static bool IsModuleBody(string function) => function == "<module>";
}
