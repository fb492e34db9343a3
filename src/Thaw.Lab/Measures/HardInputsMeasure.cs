using System.Globalization;
using System.Xml.Linq;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How many of the hard inputs Thaw survives: the tests in folders named HardInputs, run here.</summary>
internal sealed class HardInputsMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly string[] Projects = ["Thaw.Profiling.Tests", "Thaw.Cli.Tests"];

    /// <inheritdoc/>
    public string Name => "hard-inputs";

    /// <inheritdoc/>
    public string Description => "Runs the tests of hard inputs; one that is skipped does not count as passed.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["passed", "inputs", "share"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var (passed, inputs) = (0, 0);
        for (int i = 0; i < Projects.Length; i++)
        {
            context.Report(Name, Projects[i], i, Projects.Length);
            var results = Results(Projects[i], context);
            passed += results.Count(result => result.Outcome == "Passed");
            inputs += results.Count;
            foreach (var (name, how) in results.Where(result => result.Outcome != "Passed"))
                outcome.Note(name, how);
        }

        outcome.Set("passed", Estimate.Exact(passed));
        outcome.Set("inputs", Estimate.Exact(inputs));
        outcome.Set("share", Estimate.Exact((double)passed / inputs));
        return outcome;
    }

    private static List<(string Name, string Outcome)> Results(string project, LabContext context)
    {
        string file = Path.Combine(context.ScratchFolder, $"{project}.trx");
        string folder = Path.Combine(context.Root.Path, "tests", project);
        var cost = MeasuredChild.Run(
            ["dotnet", "test", folder, "-c", "Release", "--filter", "FullyQualifiedName~.HardInputs.", "--logger", $"trx;LogFileName={file}"],
            context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
        if (!File.Exists(file))
            throw new LabException(string.Create(CultureInfo.InvariantCulture, $"dotnet test {folder} ended with {cost.ExitCode} and no results: {cost.ErrorText}"));

        List<(string, string)> results =
        [
            .. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")
                .Select(element => ((string)element.Attribute("testName")!, (string)element.Attribute("outcome")!)),
        ];
        return results.Count > 0 ? results : throw new LabException($"{folder}: has no tests of hard inputs");
    }
}
