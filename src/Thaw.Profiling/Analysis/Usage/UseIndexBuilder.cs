using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>Attributes functions to modules.</summary>
/// <remarks>
/// A Python function belongs to the module of its file; a C function to the module that it names. A package whose
/// C functions carry the package's own name (NumPy's say <c>numpy</c>, and live in an extension module below it)
/// makes its first loaded extension module used too, otherwise that one would look unused. Import hooks don't count.
/// </remarks>
internal sealed class UseIndexBuilder
{
    private readonly Recording _recording;
    private readonly ImportsPass _imports;
    private readonly ImportGraph _graph;
    private readonly FrameMap _frames;
    private readonly EventWeights _weights;
    private readonly bool _bodyIsWork;
    private readonly EventSet[] _events;
    private readonly List<InitNeed>?[] _needs;
    private readonly List<UsedFunction>?[] _functions;

    public UseIndexBuilder(Recording recording, ImportGraph graph, FrameMap frames, EventWeights weights)
    {
        _recording = recording;
        _imports = recording.Imports!;
        _graph = graph;
        _frames = frames;
        _weights = weights;
        _bodyIsWork = recording.Manifest.Function.Kind != "handler";
        _events = new EventSet[graph.ModuleCount];
        _needs = new List<InitNeed>?[graph.ModuleCount];
        _functions = new List<UsedFunction>?[graph.ModuleCount];
    }

    public UseIndex Build(ReadIndex reads)
    {
        foreach (var function in _recording.Usage?.Functions ?? [])
        {
            var module = ModuleOf(function);
            if (module >= 0 && !IsImportHook(function))
            {
                Attribute(function, module);
            }
        }

        return new UseIndex(_events, _needs, _functions, reads);
    }

    /// <summary>
    /// A finder or loader that the import system itself calls (six puts one on sys.meta_path) runs whenever anything is
    /// imported, without the body of a module in between: that is not a use of its library.
    /// </summary>
    private static bool IsImportHook(UsedFunction function)
    {
        for (var i = function.FirstPath.Count - 1; i >= 0 && !FrameMap.IsModuleBody(function.FirstPath[i].Function); i--)
        {
            if (FrameMap.IsImportSystem(function.FirstPath[i].File))
            {
                return true;
            }
        }

        return false;
    }

    private int ModuleOf(UsedFunction function)
    {
        var module = function.File is { } file ? _frames.ModuleOf(file) : -1;
        return module >= 0 ? module : _graph.Names.ByName.GetValueOrDefault(function.Module, -1);
    }

    private void Attribute(UsedFunction function, int module)
    {
        var events = EventsOf(function);
        var extension = function.IsNative ? FirstExtensionBelow(module) : -1;
        if (!events.IsEmpty)
        {
            MarkUsed(module, function, events);
            if (extension >= 0)
            {
                MarkUsed(extension, function, events);
            }
        }
        else if (function.InInit)
        {
            var need = NeedOf(function);
            (_needs[module] ??= []).Add(need);
            if (extension >= 0)
            {
                (_needs[extension] ??= []).Add(need);
            }
        }
    }

    /// <summary>A script's own body is its work: what it calls there is used, not set up.</summary>
    private EventSet EventsOf(UsedFunction function)
    {
        var events = _weights.SetOf(function.Events);
        if (events.IsEmpty && _bodyIsWork && function.InInit && NeedOf(function).Needer is -1 or 0)
        {
            return _weights.SetOf([EventWeights.Run]);
        }

        return events;
    }

    private void MarkUsed(int module, UsedFunction function, EventSet events)
    {
        _events[module] |= events;
        (_functions[module] ??= []).Add(function);
    }

    /// <summary>The innermost module body on the way to the function: it is what would miss it.</summary>
    private InitNeed NeedOf(UsedFunction function)
    {
        for (var i = function.FirstPath.Count - 1; i >= 0; i--)
        {
            var site = function.FirstPath[i];
            var module = FrameMap.IsModuleBody(site.Function) ? _frames.ModuleOf(site.File) : -1;
            if (module >= 0)
            {
                return new InitNeed(module, function, site);
            }
        }

        return new InitNeed(-1, function, null);
    }

    private int FirstExtensionBelow(int module)
    {
        if (_imports.Modules[module].Kind == "extension")
        {
            return -1;
        }

        var first = -1;
        foreach (var below in _graph.Names.Below(module))
        {
            if (_imports.Modules[below].Kind == "extension" && (first < 0 || below < first))
            {
                first = below;
            }
        }

        return first;
    }
}
