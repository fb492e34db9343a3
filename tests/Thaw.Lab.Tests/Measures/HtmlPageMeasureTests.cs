using Thaw.Lab.Experiments;
using Thaw.Lab.Running;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Measures;

public sealed class HtmlPageMeasureTests : IDisposable
{
    private const string Experiment =
        """
        schema: thaw.experiment
        version: 1
        name: page
        description: The page of one function.
        measurements:
          - measure: html-page
            functions: one
            repetitions: 3
            warmUps: 1
            figures:
              - {name: size, of: bytes, unit: bytes, atMost: 3e6, description: Size.}
              - {name: answered, of: interactiveMs, unit: ms, atMost: 1e6, description: Time.}
        """;

    private readonly LabFixture _lab = new();

    public void Dispose() => _lab.Dispose();

    [RequiresFact("chromium")]
    public void A_click_in_the_page_is_answered_once_in_each_load()
    {
        _lab.WriteFunction("one", "import wave, json\ndef handler(event, context):\n    return 1\n");

        var report = ExperimentRunner.Run(ExperimentFile.Read(_lab.Write("experiments/page.yaml", Experiment)), _lab.Context);

        var figures = report.Figures.ToDictionary(figure => figure.Name);
        Assert.Null(figures["answered"].Problem);
        Assert.True(figures["size"].Met);
        Assert.True(figures["answered"].Value > 0);
        Assert.Equal(3, Assert.Single(report.Samples, series => series is { Subject: "one", Quantity: "interactiveMs" }).Values.Count);
        // Nothing of the browser stays behind: its profile is in the scratch folder, and the folder can go.
        ProfileFolderIsFree(Path.Combine(_lab.Context.ScratchFolder, "browser"));
    }

    private static void ProfileFolderIsFree(string folder)
    {
        ProcessFacts.WaitUntil(
            () => !Directory.EnumerateFiles("/proc", "cmdline", new EnumerationOptions { MaxRecursionDepth = 1, RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Any(file => Read(file).Contains(folder, StringComparison.Ordinal)),
            "a process of the browser still runs");
        Directory.Delete(folder, recursive: true);
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
