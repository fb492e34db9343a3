namespace Thaw.Profiling.Recordings;

/// <summary>A recording in memory: everything that the analysis may use.</summary>
/// <param name="Manifest">What it is of, and how it was made.</param>
/// <param name="Baseline">Uninstrumented cold processes.</param>
/// <param name="Imports">Module loads; null if that pass failed.</param>
/// <param name="Samples">Calling-context tree; null if that pass failed.</param>
/// <param name="Usage">Functions that ran; null if that pass failed.</param>
public sealed record Recording(
    RecordingManifest Manifest,
    BaselinePass Baseline,
    ImportsPass? Imports,
    SamplesPass? Samples,
    UsagePass? Usage)
{
    /// <summary>Processes that the function's process starts; null unless they were asked for.</summary>
    public ChildrenPass? Children { get; init; }
}
