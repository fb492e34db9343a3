using System.Diagnostics;
using Thaw.Functions;
using Thaw.Linux.Ownership;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Environments;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Records a function: primes it, then makes the four passes, each in fresh processes.</summary>
public sealed class FunctionRecorder
{
    private readonly RecordingSession _session;
    private readonly List<RecordedPass> _passes = [];
    private int _coldProcesses;

    /// <summary>A recorder for one function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="environment">What it sees.</param>
    /// <param name="launcher">Starts its processes.</param>
    /// <param name="options">How much to run.</param>
    /// <param name="progress">Told after each process; may be called from several threads.</param>
    /// <param name="cancellation">Ends the recording; what had been finished is dropped.</param>
    public FunctionRecorder(
        FunctionDefinition function,
        PythonEnvironment environment,
        PythonLauncher launcher,
        RecorderOptions options,
        IProgress<RecorderProgress>? progress = null,
        CancellationToken cancellation = default) =>
        _session = new RecordingSession(function, environment, launcher, options, progress, cancellation);

    /// <summary>Makes the recording.</summary>
    /// <param name="folder">Where it goes; an existing recording there is replaced.</param>
    /// <param name="ledger">Owns what is temporary until the end; null for nobody.</param>
    /// <returns>Its manifest. A pass that failed is in it with the reason.</returns>
    /// <exception cref="FunctionFailedException">The function does not run at all.</exception>
    /// <exception cref="RecordingException">The folder cannot be written.</exception>
    public RecordingManifest Record(string folder, OwnershipLedger? ledger = null)
    {
        using RecordingBuilder builder = RecordingStore.Begin(folder, ledger);
        _session.Prime();
        var imports = new ImportsRecorder(_session);
        bool wantsImports = _session.Options.Passes.Contains(Passes.Imports);
        Make(Passes.Baseline, () =>
        {
            BaselinePass baseline = BaselineRecorder.Record(_session, share => imports.KeepPace(wantsImports ? share : 0));
            _coldProcesses = baseline.Runs.Count;
            builder.WriteBaseline(baseline);
            return _session.SoundEvents.Count == 0 ? _session.WhyPartial("all figures are those of init alone") : null;
        });
        MakeOptional(Passes.Imports, () =>
        {
            (ImportsPass pass, string? reason) = imports.Finish();
            builder.WriteImports(pass);
            return reason;
        });
        MakeOptional(Passes.Samples, () => SamplesRecorder.Record(_session, builder.SamplesPath));
        MakeOptional(Passes.Usage, () =>
        {
            (UsagePass usage, string? reason) = UsageRecorder.Record(_session);
            builder.WriteUsage(usage);
            return reason;
        });
        MakeOptional(Passes.Children, () =>
        {
            (ChildrenPass children, string? reason) = ChildrenRecorder.Record(_session);
            builder.WriteChildren(children);
            return reason;
        });
        return builder.Commit(Manifest());
    }

    private void MakeOptional(string name, Func<string?> make)
    {
        if (_session.Options.Passes.Contains(name))
        {
            try
            {
                Make(name, make);
            }
            catch (FunctionFailedException failure)
            {
                _passes.Add(new RecordedPass(name, "failed", failure.Message, null, 0, null, 0));
            }
        }
    }

    private void Make(string name, Func<string?> make)
    {
        long start = Stopwatch.GetTimestamp();
        string? reason = make();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _passes.Add(new RecordedPass(name, reason is null ? "done" : "partial", reason, null, 0, null, seconds));
    }

    private RecordingManifest Manifest()
    {
        FunctionDefinition function = _session.Function;
        var interpreter = _session.Environment.Interpreter;
        return new RecordingManifest
        {
            ThawVersion = ThawBuild.Version,
            RecordedAt = DateTimeOffset.UtcNow,
            Function = new RecordedFunction(
                function.Name, function.Kind.ToString().ToLowerInvariant(), function.Target, function.Root,
                [.. function.Environment.Keys.Order(StringComparer.Ordinal)]),
            Python = new RecordedPython(
                interpreter.Executable, interpreter.Version, interpreter.Implementation, interpreter.HasMonitoring, _session.Environment.StandardLibrary),
            Conditions = Conditions(),
            Events =
            [
                .. function.Events.Select(item => new RecordedEvent(item.Name, item.Weight, item.WeightIsAssumed, item.Holdout, item.Sha256)),
            ],
            Distributions =
            [
                .. _session.Environment.Distributions.Select(item => new RecordedDistribution(item.Name, item.Version, item.TopLevel)),
            ],
            Passes = _passes,
        };
    }

    private RecordedConditions Conditions() => new(
        _session.Options.ColdByteCode ? "cold" : "warm",
        _session.Options.ColdCache ? "cold" : "warm",
        _coldProcesses,
        _session.Options.SampleRatePerSecond,
        System.Environment.OSVersion.Version.ToString(),
        System.Environment.ProcessorCount);
}
