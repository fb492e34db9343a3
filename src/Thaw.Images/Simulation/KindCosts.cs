using Thaw.Images.Planning;

namespace Thaw.Images.Simulation;

/// <summary>What a start of a kind of function costs from nothing, from an image of its own, and from a shared one.</summary>
internal sealed class KindCosts
{
    private readonly StartCosts _start;
    private readonly FunctionKind _kind;
    private readonly double _partsMs;
    private readonly long _partsBytes;

    public KindCosts(SimulationCosts costs, FunctionKind kind)
    {
        _start = costs.Start;
        _kind = kind;
        var indexOf = costs.Parts.Select((part, index) => (part.Name, index)).ToDictionary(item => item.Name, item => item.index, StringComparer.Ordinal);
        Parts = [.. kind.Parts.Select(name => indexOf[name])];
        _partsMs = Parts.Sum(part => costs.Parts[part].InitMs);
        _partsBytes = Parts.Sum(part => costs.Parts[part].Bytes);
    }

    /// <summary>The parts that it loads, indices.</summary>
    public IReadOnlyList<int> Parts { get; }

    /// <summary>A start from nothing: time until its handler can be called, ms, and memory of the instance, bytes.</summary>
    public StartCost Boot => new(_start.BootMs + _partsMs + _kind.OwnInitMs, BootBytes, false);

    /// <summary>A start from an image of its own, in which its own code is initialised, too.</summary>
    public StartCost Own => new(_start.ForkOf(_partsBytes + _kind.OwnBytes), _start.CopiedOf(_partsBytes + _kind.OwnBytes), true);

    /// <summary>Memory of such an image, bytes.</summary>
    public long OwnImageBytes => BootBytes;

    /// <summary>What building such an image takes, ms.</summary>
    public double OwnImageMs => Boot.Ms;

    /// <summary>A start from an image that holds some of its parts and nothing else.</summary>
    /// <param name="imageMs">What initialising the image's parts takes, ms.</param>
    /// <param name="imageBytes">Memory of the image's parts, bytes.</param>
    public StartCost From(double imageMs, long imageBytes) => new(
        _start.ForkOf(imageBytes) + _partsMs - imageMs + _kind.OwnInitMs,
        _start.CopiedOf(imageBytes) + _partsBytes - imageBytes + _kind.OwnBytes,
        true);

    /// <summary>Memory of an image that holds exactly its parts, started from nothing, bytes.</summary>
    public long SharedImageBytes => _start.InterpreterBytes + _partsBytes;

    /// <summary>A start from that.</summary>
    public StartCost FromAll => From(_partsMs, _partsBytes);

    private long BootBytes => _start.InterpreterBytes + _partsBytes + _kind.OwnBytes;
}

/// <summary>What a cold start costs.</summary>
/// <param name="Ms">Time until the handler can be called, ms.</param>
/// <param name="Bytes">Memory of the instance, without what its invocations take, bytes.</param>
/// <param name="FromImage">Whether it was forked from an image.</param>
internal readonly record struct StartCost(double Ms, long Bytes, bool FromImage);
