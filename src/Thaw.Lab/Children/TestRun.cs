using System.Globalization;
using System.Xml.Linq;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Children;

/// <summary>Runs tests of the checkout, where what is to be counted is what they hold.</summary>
internal static class TestRun
{
    /// <summary>Runs those of one project that a filter selects.</summary>
    /// <param name="project">A folder of <c>tests/</c>.</param>
    /// <param name="filter">As <c>dotnet test --filter</c> takes it.</param>
    /// <param name="limit">How long it may take, building included.</param>
    /// <param name="context">Where the checkout is.</param>
    /// <returns>Each test's name and outcome: <c>Passed</c>, <c>Failed</c>, <c>NotExecuted</c>.</returns>
    /// <exception cref="LabException">There were no tests, or no results.</exception>
    public static IReadOnlyList<(string Name, string Outcome)> Make(string project, string filter, TimeSpan limit, LabContext context)
    {
        string file = Path.Combine(context.ScratchFolder, $"{project}.trx");
        string folder = Path.Combine(context.Root.Path, "tests", project);
        var cost = MeasuredChild.Run(
            ["dotnet", "test", folder, "-c", "Release", "--filter", filter, "--logger", $"trx;LogFileName={file}"],
            context.ScratchFolder, context.Spawn, limit, context.Cancellation);
        if (!File.Exists(file))
            throw new LabException(string.Create(CultureInfo.InvariantCulture, $"dotnet test {folder} ended with {cost.ExitCode} and no results: {cost.ErrorText}"));

        List<(string, string)> results =
        [
            .. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")
                .Select(element => ((string)element.Attribute("testName")!, (string)element.Attribute("outcome")!)),
        ];
        return results.Count > 0 ? results : throw new LabException($"{folder}: has no tests that {filter} selects");
    }
}
