using System.Text.Json;
using Thaw.Cli.Images;
using Thaw.Cli.Terminal;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Recordings;
using Thaw.Testing;
using RecordingBuilder = Thaw.Profiling.Tests.Analysis.RecordingBuilder;

namespace Thaw.Cli.Tests.Images;

/// <summary>Plans of images from recordings.</summary>
public sealed class RecordedPlanTests : IDisposable
{
    private const long Much = 1L << 40;

    private static readonly Func<RecordingBuilder, int> Numpy = builder => builder.Load("numpy", ms: 50);
    private static readonly Func<RecordingBuilder, int> Pandas = builder => builder.Load("pandas", ms: 300);

    private readonly ThawProcess _thaw = new();

    [Fact]
    public void Each_function_starts_from_the_image_that_has_most_of_what_it_loads()
    {
        var plan = Plan(Much, Record("one", Numpy), Record("two", Numpy, Pandas), Record("three", Pandas, Numpy));

        var (small, large) = (plan.Images.Single(image => image.Users.Count == 1), plan.Images.Single(image => image.Users.Count == 2));
        Assert.Equal(["one"], small.Users);
        Assert.Equal(["two", "three"], large.Users);
        Assert.Equal(["numpy"], small.Modules);
        Assert.Equal(["numpy", "pandas"], large.Modules);
        Assert.Equal((-1, plan.Images.ToList().IndexOf(small)), (small.Parent, large.Parent));
        Assert.Equal([("numpy", 50.0, UseState.Unknown), ("pandas", 300, UseState.Unknown)], large.Libraries.Select(library => (library.Name, library.InitMs!.Value, library.Use)));
        Assert.Matches("^2 functions start from it 2 times a minute, each [0-9]+ ms sooner, for [0-9]+ MB$", large.Reason);
    }

    [Fact]
    public void With_room_for_one_image_it_is_that_of_the_function_that_starts_most()
    {
        var recordings = new[] { Record("one", Numpy), Record("two", builder => builder.Load("nltk", ms: 50)) };
        var one = Plan(Much, recordings).Images.Max(image => image.Bytes);

        Assert.Equal(["one"], Assert.Single(RecordedPlan.Make(recordings, Starts("one", 5), one).Images).Users);
        var other = RecordedPlan.Make(recordings, Starts("two", 5), one);
        Assert.Equal(["two"], Assert.Single(other.Images).Users);
        Assert.Contains(other.LeftOut, left => left.StartsWith("numpy: it would save ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_keeps_to_its_schema_and_the_text_has_the_reasons()
    {
        var plan = Plan(Much, Record("one", Numpy), Record("two", Numpy, Pandas)) with { Applied = ["0123456789ab"] };
        using var json = new StringWriter();
        PlanCommand.Write(json, plan, asJson: true);
        _thaw.Write("plan.json", json.ToString());
        Schemas.Validate("docs/schemas/images-plan.schema.json", _thaw.PathOf("plan.json"));
        Assert.Equal("recordings", JsonDocument.Parse(json.ToString()).RootElement.GetProperty("plan").GetProperty("source").GetString());

        using var text = new StringWriter();
        PlanCommand.Write(text, plan, asJson: false);
        Assert.Contains("\n  from it: one\n", text.ToString(), StringComparison.Ordinal);
        // What has all of another image stands below it.
        Assert.Contains("\n    from it: two\n    holds: pandas 300 ms", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\napplied; the host makes them in the background: 0123456789ab\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_of_a_function_without_a_recording_is_refused() => Assert.Equal(
        "--starts other: none of the recordings is of this function; they are of one",
        Assert.Throws<FormatException>(() => RecordedPlan.Make([Record("one", Numpy)], Starts("other", 1), Much)).Message);

    [Theory]
    [InlineData("--apply and --starts are for recordings; a host holds what it plans by itself", "--apply")]
    [InlineData("--starts one: write NAME=N", "absent", "--starts", "one")]
    [InlineData("--starts one=-1: write NAME=N", "absent", "--starts", "one=-1")]
    [InlineData("--image-memory 0: not a number of MB from 1 to 1048576", "absent", "--image-memory", "0")]
    [InlineData("absent", "absent")]
    public void What_cannot_be_planned_is_one_line(string words, params string[] arguments)
    {
        var run = _thaw.Run(null, ["images", "plan", .. arguments]);

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => _thaw.Dispose();

    private static ImagePlanDocument Plan(long bytes, params (string, Recording)[] recordings) => RecordedPlan.Make(recordings, new Dictionary<string, double>(), bytes);

    private static Dictionary<string, double> Starts(string name, double perMinute)
    {
        var starts = new Dictionary<string, double> { [name] = perMinute };
        return starts;
    }

    private static (string, Recording) Record(string name, params Func<RecordingBuilder, int>[] loads)
    {
        var builder = new RecordingBuilder().Event("e");
        foreach (var load in loads)
            load(builder);
        var recording = builder.Build();
        return (name, recording with { Manifest = recording.Manifest with { Function = recording.Manifest.Function with { Name = name } } });
    }
}
