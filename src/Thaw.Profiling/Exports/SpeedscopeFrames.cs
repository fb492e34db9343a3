using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Profiling.Exports;

/// <summary>Frames and stacks as a viewer of call stacks wants them.</summary>
/// <remarks>
/// A function is one frame whatever its line, or it would fall apart in every view; the body of a module is one for each
/// line, because which of its lines costs is the question. Frames of the import system are shown only where
/// nothing else is below them, as one; Thaw's own are left out.
/// </remarks>
internal sealed class SpeedscopeFrames
{
    private const int Left = -1;
    private const int ImportSystem = -2;

    private readonly SamplesPass? _samples;
    private readonly List<SampleFrame> _all = [];
    private readonly int[] _frameOf;
    private readonly Dictionary<(int Node, bool Native), int[]> _stacks = [];
    private readonly Lazy<int> _importSystem;
    private readonly Lazy<int> _native;

    public SpeedscopeFrames(SamplesPass? samples)
    {
        _samples = samples;
        _frameOf = Merge(samples?.Frames ?? []);
        _importSystem = new Lazy<int>(() => Add(new SampleFrame("", "(finding and reading modules)", 0)));
        _native = new Lazy<int>(() => Add(new SampleFrame("", "(C code)", 0)));
    }

    /// <summary>The frames so far; complete once the stack of every sample was asked for.</summary>
    public IReadOnlyList<SampleFrame> All => _all;

    /// <summary>Indices into <see cref="All"/>, outermost first; empty for a sample of Thaw's own code.</summary>
    public int[] StackOf(in RawSample sample)
    {
        if (!_stacks.TryGetValue((sample.Node, sample.IsNative), out var stack))
        {
            stack = Build(sample);
            _stacks.Add((sample.Node, sample.IsNative), stack);
        }

        return stack;
    }

    private int[] Build(in RawSample sample)
    {
        if (_samples is null || sample.Node >= _samples.Nodes.Count || _frameOf[_samples.Nodes[sample.Node].Frame] == Left)
        {
            return [];
        }

        var stack = new List<int>();
        if (sample.IsNative)
        {
            stack.Add(_native.Value);
        }

        for (var node = sample.Node; node >= 0; node = _samples.Nodes[node].Parent)
        {
            var frame = _frameOf[_samples.Nodes[node].Frame];
            if (frame == ImportSystem && stack.Count == (sample.IsNative ? 1 : 0))
            {
                stack.Add(_importSystem.Value);
            }
            else if (frame >= 0)
            {
                stack.Add(frame);
            }
        }

        stack.Reverse();
        return [.. stack];
    }

    private int[] Merge(IReadOnlyList<SampleFrame> frames)
    {
        var known = new Dictionary<(string, string, int), int>();
        var merged = new int[frames.Count];
        for (var i = 0; i < merged.Length; i++)
        {
            var frame = frames[i];
            if (FrameMap.IsAgent(frame.File) || FrameMap.IsImportSystem(frame.File))
            {
                merged[i] = FrameMap.IsAgent(frame.File) ? Left : ImportSystem;
                continue;
            }

            var isBody = FrameMap.IsModuleBody(frame.Function);
            var key = (frame.File, frame.Function, isBody ? frame.Line : 0);
            if (!known.TryGetValue(key, out merged[i]))
            {
                merged[i] = Add(isBody ? frame with { Function = $"{ModuleName(frame.File)}:{frame.Line}" } : frame);
                known.Add(key, merged[i]);
            }
            else if (frame.Line > 0 && frame.Line < _all[merged[i]].Line)
            {
                _all[merged[i]] = _all[merged[i]] with { Line = frame.Line };
            }
        }

        return merged;
    }

    private int Add(SampleFrame frame)
    {
        _all.Add(frame);
        return _all.Count - 1;
    }

    /// <summary>The file's name, with its folder for the <c>__init__.py</c> of a package.</summary>
    private static string ModuleName(string file)
    {
        var name = file[(file.LastIndexOf('/') + 1)..];
        return name == "__init__.py" ? string.Join('/', file.Split('/')[^Math.Min(2, file.Split('/').Length)..]) : name;
    }
}
