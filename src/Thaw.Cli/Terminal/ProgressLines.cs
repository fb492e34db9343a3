using Thaw.Lab.Benchmarks;
using Thaw.Lab.Measures;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Pipeline;
using Thaw.Profiling.Recorder;

namespace Thaw.Cli.Terminal;

/// <summary>The progress lines of the commands, on standard error.</summary>
internal static class ProgressLines
{
    /// <summary>Of a recording.</summary>
    public static ProgressLine<RecorderProgress> OfRecording(string function)
    {
        var line = new ProgressLine<RecorderProgress>(Screen.Error, function, report => new(report.Pass, $"{report.Done}/{report.Total}"));
        line.Show(new ProgressStep("preparing", ""));
        return line;
    }

    /// <summary>Of an optimisation.</summary>
    public static ProgressLine<OptimizeProgress> OfOptimizing(string path) => new(
        Screen.Error, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), report => new(report.Step, report.Detail));

    /// <summary>Of a budget's measurement.</summary>
    public static ProgressLine<BudgetProgress> OfBudget(string function) => new(
        // How many cold starts it takes is not known before.
        Screen.Error, function, report => new(report.Step, report.Step == "cold starts" ? $"{report.Done}, at most {report.Most}" : $"{report.Done}/{report.Most}"));

    /// <summary>Of a benchmark.</summary>
    public static ProgressLine<BenchProgress> OfBench(string function) => new(
        Screen.Error, function, report => new("in turn", $"{report.Strategy} {report.Done}/{report.Total}"));

    /// <summary>Of an experiment.</summary>
    public static ProgressLine<LabProgress> OfLab() => new(
        Screen.Error, "", report => new($"{report.Measure}: {report.What}", $"({report.Done + 1} of {report.Total})"));
}
