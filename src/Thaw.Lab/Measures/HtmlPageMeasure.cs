using Thaw.Lab.Browsing;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports.Html;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How large the page of a profile is, and how soon it answers in a browser.</summary>
internal sealed class HtmlPageMeasure : IMeasure
{
    /// <summary>
    /// Clicks on a box of the import chart, and answers how many ms after the navigation began the picture that the click asks for
    /// was drawn: the callback of the second frame comes after the first was painted.
    /// </summary>
    private const string FirstInteraction =
        """
        new Promise((answer, fail) => {
          const box = document.querySelectorAll('#imports .box[role=treeitem]')[1];
          if (!box) return fail(new Error('the page shows no imports'));
          box.dispatchEvent(new MouseEvent('click', { bubbles: true }));
          if (document.querySelector('#selection').hidden) return fail(new Error('the click was not answered'));
          requestAnimationFrame(() => requestAnimationFrame(() => answer(performance.now())));
        })
        """;

    /// <inheritdoc/>
    public string Name => "html-page";

    /// <inheritdoc/>
    public string Description => "Size of the page of a profile, and time from opening it until a click in its chart is answered and drawn.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["bytes", "interactiveMs"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var (sizes, times) = (new List<double>(), new List<double>());
        using var browser = HeadlessBrowser.Start(context.ScratchFolder, context.Spawn, context.Cancellation);
        foreach (string function in SubjectFolders.Of(measurement.Functions, context))
        {
            string name = Path.GetFileName(function);
            string page = Path.Combine(context.ScratchFolder, $"{name}.html");
            context.Report(Name, name, 0, 1);
            sizes.Add(Write(page, context.Recordings.FolderOf(function, context)));
            var loads = Load(browser, new Uri(page), measurement, context);
            outcome.Keep(new SampleSeries(name, "page", "interactiveMs", loads));
            times.AddRange(loads);
        }

        outcome.Set("bytes", Estimate.Exact(sizes.Max()));
        outcome.Set("interactiveMs", Bootstrap.Of([.. times], Bootstrap.Median));
        return outcome;
    }

    private static long Write(string page, string recording)
    {
        var analysis = ProfileAnalyzer.Analyze(RecordingStore.Read(recording), FindingThresholds.Default);
        using var stream = File.Create(page);
        HtmlReport.Write(stream, analysis);
        return stream.Length;
    }

    /// <summary>Each load is a new tab; the first ones, which also start the browser's own processes, do not count.</summary>
    private List<double> Load(HeadlessBrowser browser, Uri page, Measurement measurement, LabContext context)
    {
        int count = measurement.Repetitions.CountFor(context.Quick);
        var times = new List<double>();
        for (int i = -measurement.WarmUps; i < count; i++)
        {
            context.Report(Name, Path.GetFileName(page.LocalPath), Math.Max(0, i), count);
            double ms = browser.Evaluate(page, FirstInteraction);
            if (i >= 0)
                times.Add(ms);
        }

        return times;
    }
}
