using Thaw.Cli.Demo;
using Thaw.Cli.Terminal;
using Thaw.Optimizing.Reports;

namespace Thaw.Cli.Tests.Demo;

/// <summary>Before and after of <c>thaw demo</c>.</summary>
public sealed class DemoTableTests
{
    private static readonly ReportedRatio Gain = new(2, 1.9, 2.1);

    [Fact]
    public void Each_function_has_its_figures_in_80_columns_and_a_reason_where_nothing_was_kept()
    {
        using var output = new StringWriter();

        DemoTable.Write(Screen.Create(output, redirected: true), [Report("wine_quality", "improved", Gain), Report("sentiment", "nothingToDo", null)]);

        var lines = output.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= Screen.DefaultWidth, line));
        Assert.Matches("^wine_quality +1,000 → 500 ms +1,200 → 600 ms +120 → 60.0 MB", lines[1]);
        Assert.Equal(3, lines[2].Split("2.00x (1.90 … 2.10)").Length - 1);
        Assert.Matches("^sentiment +- +- +-", lines[3]);
        Assert.Contains("sentiment: no package was written: no import is worth deferring", lines);
    }

    private static OptimizeReport Report(string name, string verdict, ReportedRatio? gain) => new()
    {
        Verdict = verdict,
        Function = name,
        Python = "3.11.2",
        Package = null,
        Written = [],
        Steps = [],
        InitSpeedup = gain,
        EndToEndSpeedup = gain,
        PeakMemoryRatio = gain,
        Pairs = 6,
        Quantities = gain is null ? [] :
        [
            new("initMs", 1000, 500, gain, gain), new("endToEndMs", 1200, 600, gain, gain), new("peakRssBytes", 120e6, 60e6, gain, gain),
        ],
        Events = [],
        Prediction = new(1000, 500, 0, 500, 500, 0, 600, 0.8),
        Edits = [],
        Dropped = [],
        LeftAlone = [],
        Verification = null,
        Diff = "",
        Seconds = 60,
        Notes = [],
    };
}
