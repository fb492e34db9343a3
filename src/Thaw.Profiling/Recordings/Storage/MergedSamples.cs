namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Writes samples that are already merged, so that reading them gives the same pass again.</summary>
internal static class MergedSamples
{
    /// <summary>Writes one sample for each weight; runs and the order of time are lost with the merge.</summary>
    public static void Write(string path, SamplesPass pass)
    {
        using var writer = new SampleFileWriter(path, pass.Threads.Count > 0 ? pass.Threads[0] : "MainThread");
        foreach (string thread in pass.Threads)
            writer.Thread(thread);
        foreach (var frame in pass.Frames)
            writer.Frame(frame);
        foreach (var node in pass.Nodes)
            writer.Node(node.Parent, node.Frame);
        foreach (var weight in pass.Weights)
            writer.Sample(
                weight.Node, weight.Thread, weight.Phase == "invoke", weight.Event, weight.IsNative,
                weight.Samples, weight.WallMs, weight.CpuMs);
        foreach (var phase in pass.Phases)
            writer.Phase(phase);

        writer.Complete();
    }
}
