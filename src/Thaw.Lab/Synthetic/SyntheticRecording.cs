using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Lab.Synthetic;

/// <summary>Writes a recording of any size whose shape is that of real ones: for tests of what large recordings cost.</summary>
/// <remarks>
/// Libraries of 50 modules that load each other in a tree; each library is loaded by a module of an earlier one, and
/// modules ask again for what is loaded already, as real ones do. Stacks under imports have the import system's own
/// frames in between. Everything follows from the sizes and a seed: the same recording every time.
/// </remarks>
public static class SyntheticRecording
{
    /// <summary>Writes it.</summary>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="modules">Modules, at least 2.</param>
    /// <param name="samples">Samples, at least 1.</param>
    public static void Write(string folder, int modules, long samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(modules, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var world = new SyntheticWorld(modules);
        using var builder = RecordingStore.Begin(folder);
        builder.WriteBaseline(SyntheticPasses.Baseline(world));
        builder.WriteImports(SyntheticPasses.Imports(world));
        SyntheticSamples.Write(builder.SamplesPath, world, samples);
        builder.WriteUsage(SyntheticPasses.Usage(world));
        builder.WriteChildren(SyntheticPasses.Children());
        builder.Commit(Manifest(world));
    }

    private static RecordingManifest Manifest(SyntheticWorld world) => new()
    {
        ThawVersion = typeof(SyntheticRecording).Assembly.GetName().Version?.ToString() ?? "0",
        RecordedAt = DateTimeOffset.UnixEpoch,
        Function = new RecordedFunction("synthetic", "handler", "handler.handler", SyntheticWorld.FunctionRoot, []),
        Python = new RecordedPython("/usr/bin/python3", "3.11.0", "cpython", false, "/usr/lib/python3.11"),
        Conditions = new RecordedConditions("warm", "warm", 12, 250, "synthetic", 2),
        Events = [.. SyntheticWorld.Events.Select(name => new RecordedEvent(name, 1, false, false, "00"))],
        Distributions =
        [
            .. Enumerable.Range(0, world.Libraries).Select(i => new RecordedDistribution(
                SyntheticWorld.LibraryName(i), "1.0", [SyntheticWorld.LibraryName(i)])),
        ],
        Passes =
        [
            .. RecordingFiles.ByPass.Keys.Select(name => new RecordedPass(name, "done", null, null, 0, null, 1)),
        ],
    };
}
