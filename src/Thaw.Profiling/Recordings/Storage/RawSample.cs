namespace Thaw.Profiling.Recordings.Storage;

/// <summary>One sample as the file holds it, for exports that need the order of time.</summary>
/// <param name="Run">Which sampled process, from 0.</param>
/// <param name="Node">Index into <see cref="SamplesPass.Nodes"/>: the innermost frame.</param>
/// <param name="Thread">Index into <see cref="SamplesPass.Threads"/>.</param>
/// <param name="IsInvoke">True in the invoke phase, false in init.</param>
/// <param name="Event">Index into <see cref="RecordingManifest.Events"/>; -1 in init and for scripts.</param>
/// <param name="IsNative">True for time in C code under the frame.</param>
/// <param name="Ticks">Ticks that it stands for.</param>
/// <param name="WallUs">Elapsed time that it stands for, µs.</param>
/// <param name="CpuUs">The thread's CPU time, µs.</param>
public readonly record struct RawSample(
    int Run, int Node, int Thread, bool IsInvoke, int Event, bool IsNative, long Ticks, long WallUs, long CpuUs);
