using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>A function that makes a profiler's life hard, recorded with as few processes as each pass can do with.</summary>
internal sealed class HardFunction : IDisposable
{
    private static readonly RecorderOptions Quick = new()
    {
        Runs = 1,
        TimedRuns = 1,
        ResidentRuns = 1,
        SampledRuns = 1,
        InvocationsPerRun = 2,
    };

    private readonly TemporaryFolder _folder = new();

    public HardFunction(string handler, params string[] events)
    {
        Write("handler.py", handler);
        string[] given = events.Length > 0 ? events : ["{}"];
        for (int i = 0; i < given.Length; i++)
        {
            Write($"events/event{i}.json", given[i]);
        }
    }

    /// <summary>Seconds that an invocation may take by thaw.yaml.</summary>
    public double Timeout { get; init; } = 30;

    /// <summary>The interpreter: a path or a version; null for the default one, with the standard library only.</summary>
    public string? Python { get; init; }

    public RecorderOptions Options { get; init; } = Quick;

    public string Root => _folder.PathOf("f");

    public static RecorderOptions Impatient { get; } = Quick with
    {
        StartLimit = TimeSpan.FromSeconds(20),
        InvocationGrace = TimeSpan.FromSeconds(0.5),
    };

    public void Write(string name, string text) => _folder.Write("f/" + name, text);

    /// <summary>Records and analyses; what any input may do to the recorder, it must not make the report impossible.</summary>
    public ProfileReport Report(out Recording recording)
    {
        recording = Record();
        return ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording, new FindingThresholds()));
    }

    /// <summary>The recording, with every pass done.</summary>
    public Recording RecordWhole()
    {
        Report(out Recording recording);
        Assert.All(recording.Manifest.Passes, pass => Assert.Equal(("done", null), (pass.State, pass.Reason)));
        Assert.All(recording.Baseline.Runs, run => Assert.Equal(("ok", null), (run.Outcome.Kind, run.Outcome.Message)));
        return recording;
    }

    public Recording Record()
    {
        string packages = Python is null ? "packages: []\n" : "";
        Write("thaw.yaml", FormattableString.Invariant($"handler: handler.handler\ntimeout: {Timeout}\n{packages}"));
        return Record(Root);
    }

    /// <summary>Records a script of the folder instead.</summary>
    public Recording RecordScript(string name) => Record(Path.Combine(Root, name));

    private Recording Record(string path)
    {
        using PreparedFunction prepared = PreparedFunction.Prepare(
            new PrepareRequest { Path = path, Python = Python }, Repository.PathOf("artifacts/test-cache"));
        new FunctionRecorder(prepared.Function, prepared.Environment, prepared.Launcher, Options).Record(_folder.PathOf("recording"));
        return RecordingStore.Read(_folder.PathOf("recording"));
    }

    /// <summary>The one line that says why there is no recording.</summary>
    public string Complaint()
    {
        string message = Assert.Throws<FunctionFailedException>(Record).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Equal(["f"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        return message;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Questions to a recording.</summary>
internal static class RecordingQuestions
{
    public static RecordedPass Pass(this Recording recording, string name) =>
        recording.Manifest.Passes.Single(pass => pass.Name == name);

    public static ModuleLoad Module(this Recording recording, string name) =>
        Assert.Single(recording.Imports!.Modules, module => module.Name == name);

    /// <summary>The place of the statement that loaded a module, as <c>file.py:1</c>; empty for the launcher's.</summary>
    public static string Cause(this Recording recording, string name)
    {
        int id = recording.Module(name).Statement;
        return id < 0 ? "" : $"{Path.GetFileName(recording.Imports!.Statements[id].File)}:{recording.Imports.Statements[id].Line}";
    }

    public static bool Ran(this Recording recording, string function) =>
        recording.Usage!.Functions.Any(used => used.Name == function && used.Events.Count > 0);
}
