using System.Text.Json;
using Thaw.Profiling.Exports;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using RecordingBuilder = Thaw.Profiling.Tests.Analysis.RecordingBuilder;

namespace Thaw.Profiling.Tests.Exports;

public sealed class SpeedscopeExportTests
{
    private const string Importlib = "<frozen importlib._bootstrap>";
    private static readonly string Handler = RecordingBuilder.FileOf("handler");

    private static readonly RawSample[] Raw =
    [
        new(0, 3, 0, false, -1, false, 1, 4000, 4000), new(0, 4, 0, false, -1, false, 1, 3000, 3000), new(0, 1, 0, false, -1, true, 2, 8000, 8000),
        new(0, 5, 0, true, 0, false, 1, 2000, 0), new(1, 3, 0, false, -1, false, 1, 5000, 5000), new(1, 5, 0, true, 1, false, 1, 9000, 0),
    ];

    [Fact]
    public void Init_and_invoke_are_apart_and_in_order_of_time()
    {
        var profiles = Export().GetProperty("profiles").EnumerateArray().ToArray();

        Assert.Equal(
            ["init, MainThread, 2 processes, one after another", "invoke, MainThread, 1 process",
             "init, MainThread, process 1", "init, MainThread, process 2", "invoke of event e, MainThread, process 1"],
            profiles.Select(profile => profile.GetProperty("name").GetString()));
        Assert.Equal([4, 3, 8, 5], profiles[0].GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()));
        Assert.Equal(2, profiles[1].GetProperty("endValue").GetDouble());
    }

    [Fact]
    public void Stacks_show_lines_of_module_bodies_and_no_import_system()
    {
        var document = Export();
        var names = document.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(frame => frame.GetProperty("name").GetString()).ToArray();
        var stacks = document.GetProperty("profiles")[0].GetProperty("samples").EnumerateArray()
            .Select(stack => string.Join(" > ", stack.EnumerateArray().Select(frame => names[frame.GetInt32()])));

        Assert.Equal(
            ["handler.py:3 > work", "handler.py:3 > (finding and reading modules)", "handler.py:3 > (C code)", "handler.py:3 > work"],
            stacks.Select(stack => stack));
    }

    [Fact]
    public void The_document_has_the_form_that_the_viewer_reads()
    {
        var document = Export();
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", document.GetProperty("$schema").GetString());
        var frames = document.GetProperty("shared").GetProperty("frames");
        Assert.All(frames.EnumerateArray(), frame => Assert.Subset(
            new HashSet<string> { "name", "file", "line", "col" }, frame.EnumerateObject().Select(member => member.Name).ToHashSet()));
        Assert.InRange(document.GetProperty("activeProfileIndex").GetInt32(), 0, document.GetProperty("profiles").GetArrayLength() - 1);
        foreach (var profile in document.GetProperty("profiles").EnumerateArray())
        {
            Assert.Equal(["type", "name", "unit", "startValue", "endValue", "samples", "weights"], profile.EnumerateObject().Select(member => member.Name));
            Assert.Equal(("sampled", "milliseconds"), (profile.GetProperty("type").GetString(), profile.GetProperty("unit").GetString()));
            Assert.Equal(profile.GetProperty("samples").GetArrayLength(), profile.GetProperty("weights").GetArrayLength());
            Assert.All(
                profile.GetProperty("samples").EnumerateArray().SelectMany(stack => stack.EnumerateArray()),
                frame => Assert.InRange(frame.GetInt32(), 0, frames.GetArrayLength() - 1));
            Assert.Equal(
                profile.GetProperty("endValue").GetDouble() - profile.GetProperty("startValue").GetDouble(),
                profile.GetProperty("weights").EnumerateArray().Sum(weight => weight.GetDouble()), 6);
        }
    }

    private static JsonElement Export()
    {
        var recording = new RecordingBuilder().Event("e").Event("secret", holdout: true).Build() with { Samples = Samples() };
        using var stream = new MemoryStream();
        SpeedscopeExport.Write(stream, recording, Raw);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static SamplesPass Samples() => new()
    {
        Frames =
        [
            new SampleFrame("/opt/thaw/_thaw_agent.py", "main", 9), new SampleFrame(Handler, "<module>", 3), new SampleFrame(Importlib, "_load", 1),
            new SampleFrame("/srv/site/lib.py", "work", 8), new SampleFrame(Handler, "handler", 12),
        ],
        Nodes =
        [
            new StackNode(-1, 0), new StackNode(0, 1), new StackNode(1, 2), new StackNode(2, 3), new StackNode(2, 2), new StackNode(0, 4),
        ],
        Weights = [],
        Phases = [],
        Threads = ["MainThread"],
    };
}
