using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Recorder;

/// <summary>From a real function to its findings: uses that are no calls keep a module from being called unused.</summary>
public sealed class NamedUseTests : IDisposable
{
    private const string Work = "DATA = sorted(str(n) for n in range(60000))\n";
    private static readonly RecorderOptions Quick = new() { Runs = 2, TimedRuns = 2, ResidentRuns = 1, SampledRuns = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("python3.11")]
    public void Only_what_no_event_names_is_unused_on_3_11() => AssertUnused("3.11");

    [RequiresFact("python3.13")]
    public void Only_what_no_event_names_is_unused_on_3_13() => AssertUnused("3.13");

    [RequiresFact("python3.15")]
    public void Only_what_no_event_names_is_unused_on_3_15() => AssertUnused("3.15");

    private void AssertUnused(string python)
    {
        _folder.Write(
            "f/handler.py",
            """
            import constants, kinds, errors, callables, unused, alphabet
            LETTERS = alphabet.LETTERS
            def handler(event, context):
                if event["kind"] == "constant":
                    return constants.LIMIT
                if event["kind"] == "type":
                    return kinds.Kind.__name__
                if event["kind"] == "callable":
                    return callables.first(["x"])
                try:
                    return {}["x"]
                except (KeyError, errors.Missing):
                    return LETTERS
            """);
        _folder.Write("f/constants.py", Work + "LIMIT = 1\n");
        _folder.Write("f/kinds.py", Work + "class Kind: pass\n");
        _folder.Write("f/errors.py", Work + "class Missing(Exception): pass\n");
        _folder.Write("f/callables.py", Work + "import operator\nfirst = operator.itemgetter(0)\n");
        _folder.Write("f/unused.py", Work + "def never(): pass\n");
        _folder.Write("f/alphabet.py", Work + "LETTERS = 'abc'\n");
        string[] kinds = ["constant", "type", "callable", "exception"];
        foreach (string kind in kinds)
        {
            _folder.Write($"f/events/{kind}.json", $$"""{"kind": "{{kind}}"}""");
        }

        _folder.Write("f/thaw.yaml", $"""
            handler: handler.handler
            packages: []
            events: [{string.Join(", ", kinds.Select(kind => $"{{file: events/{kind}.json, weight: 1}}"))}]
            """);

        Recording recording = Record(python);
        ProfileAnalysis analysis = ProfileAnalyzer.Analyze(recording, FindingThresholds.Default);

        Assert.StartsWith(python, recording.Manifest.Python.Version, StringComparison.Ordinal);
        Assert.Equal(["unused"], analysis.Findings.Where(finding => finding.Pattern == "C1").Select(finding => finding.Target));
        Assert.Equal(["constant"], EventsReading("constants"));
        Assert.Equal(["type"], EventsReading("kinds"));
        Assert.Equal(["callable"], EventsReading("callables"));
        Assert.Equal(["exception"], EventsReading("errors"));
        Assert.Contains(recording.Usage!.Reads!, read => read.AtImport && read is { Module: "alphabet", Name: "", Site.Line: 2 });

        IEnumerable<string> EventsReading(string module) => recording.Usage!.Reads!
            .Where(read => read.Module == module && !read.AtImport).SelectMany(read => read.Events).Distinct();
    }

    private Recording Record(string python)
    {
        var request = new PrepareRequest { Path = _folder.PathOf("f"), Python = python };
        using PreparedFunction prepared = PreparedFunction.Prepare(request, Repository.PathOf("artifacts/test-cache"));
        new FunctionRecorder(prepared.Function, prepared.Environment, prepared.Launcher, Quick).Record(_folder.PathOf("recording"));
        return RecordingStore.Read(_folder.PathOf("recording"));
    }
}
