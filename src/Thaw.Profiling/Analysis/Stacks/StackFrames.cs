using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>The stacks of a recording with each frame resolved once, and which weights count.</summary>
/// <remarks>Held-out events and time in Thaw's own code count nowhere.</remarks>
internal sealed class StackFrames
{
    private readonly bool[] _isAgent;
    private readonly bool[] _isHeldOut;

    public StackFrames(SamplesPass samples, RecordingManifest manifest, FrameMap frames)
    {
        Samples = samples;
        var count = samples.Frames.Count;
        Module = new int[count];
        IsImportSystem = new bool[count];
        _isAgent = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var file = samples.Frames[i].File;
            Module[i] = frames.ModuleOf(file);
            IsImportSystem[i] = FrameMap.IsImportSystem(file);
            _isAgent[i] = FrameMap.IsAgent(file);
        }

        _isHeldOut = [.. manifest.Events.Select(recorded => recorded.Holdout)];
    }

    /// <summary>The recorded stacks.</summary>
    public SamplesPass Samples { get; }

    /// <summary>The module of each frame; -1 for none.</summary>
    public int[] Module { get; }

    /// <summary>Whether each frame is the import system's.</summary>
    public bool[] IsImportSystem { get; }

    /// <summary>True if the node's frame is Thaw's.</summary>
    public bool IsAgent(int node) => _isAgent[Samples.Nodes[node].Frame];

    /// <summary>True if a weight belongs to the phase and to no held-out event.</summary>
    public bool Counts(in SampleWeight weight, string phase) =>
        weight.Phase == phase
        && (weight.Event < 0 || weight.Event >= _isHeldOut.Length || !_isHeldOut[weight.Event]);
}
