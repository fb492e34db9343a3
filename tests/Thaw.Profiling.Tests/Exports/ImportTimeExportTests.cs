using System.Globalization;
using System.Text.RegularExpressions;
using Thaw.Profiling.Exports;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Exports;

/// <summary>The text is that of the interpreter: the same lines in the same order.</summary>
public sealed partial class ImportTimeExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_order_and_nesting_are_those_of_the_interpreter()
    {
        _folder.Write("f/handler.py", "import first, pkg.sub.leaf\nfrom pkg import other\ntry:\n    import broken\nexcept ImportError: pass\ndef handler(event, context): return 1\n");
        _folder.Write("f/first.py", "import shared\nfrom deep.er import thing\n");
        _folder.Write("f/shared.py", "");
        _folder.Write("f/broken.py", "import shared\nraise ImportError('not here')\n");
        _folder.Write("f/pkg/__init__.py", "import shared\n");
        _folder.Write("f/pkg/sub/__init__.py", "from . import sibling\n");
        _folder.Write("f/pkg/sub/sibling.py", "");
        _folder.Write("f/pkg/sub/leaf.py", "import wave\n");
        _folder.Write("f/pkg/other.py", "");
        _folder.Write("f/deep/__init__.py", "");
        _folder.Write("f/deep/er.py", "thing = 1\n");
        _folder.Write("f/thaw.yaml", "handler: handler.handler\npackages: []\n");

        var (ours, theirs) = Both();

        Assert.Equal(theirs.Select(line => (line.Depth, line.Name)), ours.Select(line => (line.Depth, line.Name)));
        Assert.Equal((0, "handler"), (ours[^1].Depth, ours[^1].Name));
        Assert.All(ours, line => Assert.InRange(line.SelfUs, 0, line.CumulativeUs));
        Assert.InRange(ours.Sum(line => line.SelfUs), ours[^1].CumulativeUs - 1, ours[^1].CumulativeUs + 1);
    }

    private (List<Line> Ours, List<Line> Theirs) Both()
    {
        using var prepared = PreparedFunction.Prepare(new PrepareRequest { Path = _folder.PathOf("f") }, Repository.PathOf("artifacts/test-cache"));
        var options = new RecorderOptions { Runs = 1, TimedRuns = 1, ResidentRuns = 1, Passes = ["imports"] };
        new FunctionRecorder(prepared.Function, prepared.Environment, prepared.Launcher, options).Record(_folder.PathOf("recording"));
        using var text = new StringWriter();
        ImportTimeExport.Write(text, RecordingStore.Read(_folder.PathOf("recording")));
        var errors = PythonScript.RunWith(
            prepared.Environment.Executable, _folder.PathOf("f"), ["-B", "-X", "importtime", "-c", "import sys; sys.path[0] = '.'; import handler"]).Errors;
        var theirs = Parse(errors);
        // What the interpreter and `site` load before is no part of the function.
        var children = theirs.TakeLast(theirs.Count - 1 - theirs.FindLastIndex(theirs.Count - 2, line => line.Depth == 0)).ToList();
        return (Parse(text.ToString()), children);
    }

    private static List<Line> Parse(string text) =>
    [
        .. Loads().Matches(text).Select(match => new Line(
            Number(match, 1), Number(match, 2), match.Groups[3].Length / 2, match.Groups[4].Value)),
    ];

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^import time: +(\d+) \| +(\d+) \| ((?:  )*)(\S+)$", RegexOptions.Multiline)]
    private static partial Regex Loads();

    private sealed record Line(long SelfUs, long CumulativeUs, int Depth, string Name);
}
