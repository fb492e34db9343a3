using System.Globalization;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Exports;

/// <summary>Module loads as <c>python -X importtime</c> writes them to standard error, for the viewers of that text.</summary>
/// <remarks>
/// One line a module, in µs: its own time, the same with everything nested in its load, and its name, two spaces to
/// the right for each level. A module comes after what it loaded. Unlike the interpreter's own text this holds medians over
/// several processes, without the tracer; a package that is loaded because a submodule of it was asked for stands inside
/// that submodule, as the interpreter counts it. What the interpreter loads before the function is not in it.
/// </remarks>
public static class ImportTimeExport
{
    /// <summary>Writes the text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="recording">The recording; without an import pass only the heading is written.</param>
    public static void Write(TextWriter output, Recording recording)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(recording);
        output.Write("import time: self [us] | cumulative | imported package\n");
        if (recording.Imports is not { } imports)
        {
            return;
        }

        var costs = ModuleCosts.Of(imports);
        var self = imports.Modules.Select(module => Microseconds(
            module.Phase == Phases.Init ? costs.Ms(module.Id) : module.SelfMs + module.LinkMs)).ToArray();
        foreach (var load in ImportNesting.Of(imports).ChildrenFirst(self))
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"import time: {self[load.Module],9} | {load.CumulativeUs,10} | {new string(' ', 2 * load.Depth)}{imports.Modules[load.Module].Name}\n"));
        }
    }

    private static long Microseconds(double ms) => Math.Max(0, (long)Math.Round(ms * 1000));
}
