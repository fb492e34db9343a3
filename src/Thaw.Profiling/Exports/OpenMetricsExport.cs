using Thaw.Profiling.Analysis;
using Thaw.Profiling.Reports;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Exports;

/// <summary>The figures of a profile as OpenMetrics text, for a dashboard or a gateway: seconds and bytes.</summary>
/// <remarks>
/// Everything is a gauge with the labels <c>function</c> and <c>python</c>; a measured quantity has a line each for its
/// median and for both ends of the interval, told apart by <c>stat</c>.
/// </remarks>
public static class OpenMetricsExport
{
    /// <summary>Writes the whole text, <c># EOF</c> included.</summary>
    public static void Write(TextWriter output, ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(analysis);
        var manifest = analysis.Recording.Manifest;
        var text = new OpenMetricsText(output, ("function", manifest.Function.Name), ("python", manifest.Python.Version));
        text.Info("thaw_profile", "What was profiled, and how.",
            ("target", manifest.Function.Target), ("kind", manifest.Function.Kind), ("thaw_version", manifest.ThawVersion),
            ("byte_code", manifest.Conditions.ByteCode), ("page_cache", manifest.Conditions.PageCache));
        text.Gauge("thaw_recorded_timestamp_seconds", "seconds", "When it was recorded, since the epoch.",
            [new Sample(manifest.RecordedAt.ToUnixTimeMilliseconds() / 1000.0)]);
        Times(text, analysis.Baseline);
        Memory(text, analysis.Baseline);
        Imports(text, analysis);
        Findings(text, analysis);
        text.End();
    }

    private static void Times(OpenMetricsText text, BaselineFacts facts)
    {
        text.Gauge("thaw_cold_start_seconds", "seconds", "From starting the process to the first response.", Stats(facts.ColdStart, 1e-3));
        text.Gauge("thaw_cold_start_phase_seconds", "seconds", "The same by phase; later_invocations are not part of the cold start.",
        [
            .. Stats(facts.InterpreterStart, 1e-3, ("phase", "interpreter_start")), .. Stats(facts.Launcher, 1e-3, ("phase", "launcher")),
            .. Stats(facts.Init, 1e-3, ("phase", "init")), .. Stats(facts.FirstInvocation, 1e-3, ("phase", "first_invocation")),
            .. Stats(facts.LaterInvocations, 1e-3, ("phase", "later_invocations")),
        ]);
        text.Gauge("thaw_baseline_processes", null, "Cold processes that were started without instruments.",
            [new Sample(facts.Runs - facts.FailedRuns, ("outcome", "ok")), new Sample(facts.FailedRuns, ("outcome", "failed"))]);
    }

    private static void Memory(OpenMetricsText text, BaselineFacts facts) =>
        text.Gauge("thaw_memory_bytes", "bytes", "Memory of the process.",
        [
            .. Stats(facts.InitRss, 1, ("kind", "rss_after_init")), .. Stats(facts.InitPss, 1, ("kind", "pss_after_init")),
            .. Stats(facts.PeakRss, 1, ("kind", "peak_rss")), .. Stats(facts.Pss, 1, ("kind", "pss_after_first_response")),
        ]);

    private static void Imports(OpenMetricsText text, ProfileAnalysis analysis)
    {
        if (analysis.Imports is not { } imports)
        {
            return;
        }

        text.Gauge("thaw_modules", null, "Modules loaded in init.", [new Sample(imports.Modules)]);
        text.Gauge("thaw_library_self_seconds", "seconds", "Time of a library's own modules in init.",
            [.. analysis.Libraries.Select(library => new Sample(library.SelfMs / 1000, ("library", library.Name)))]);
        text.Gauge("thaw_library_exclusive_seconds", "seconds", "Time that init would not take without a library.",
            [.. analysis.Libraries.Select(library => new Sample(
                library.Exclusive.Ms / 1000, ("library", library.Name), ("use", ProfileReportBuilder.WordFor(library.Use))))]);
        text.Gauge("thaw_library_exclusive_bytes", "bytes", "Memory that would not be resident without a library.",
            [.. analysis.Libraries.Select(library => new Sample(library.Exclusive.Bytes, ("library", library.Name)))]);
    }

    private static void Findings(OpenMetricsText text, ProfileAnalysis analysis)
    {
        text.Gauge("thaw_finding_saving_seconds", "seconds", "What one finding's remedy is predicted to save of a cold start.",
            [.. analysis.Findings.Select(finding => new Sample(
                finding.PredictedSavingMs / 1000, ("id", finding.Id), ("pattern", finding.Pattern), ("target", finding.Target)))]);
        text.Gauge("thaw_predicted_saving_seconds", "seconds", "What all findings together are predicted to save.", [new Sample(analysis.Together.Ms / 1000)]);
        text.Gauge("thaw_predicted_saving_bytes", "bytes", "What all findings together are predicted to save.", [new Sample(analysis.Together.Bytes)]);
    }

    private static IReadOnlyList<Sample> Stats(Spread? spread, double unit, params (string Name, string Value)[] labels) => spread is null ? [] :
    [
        new Sample(spread.Median * unit, [.. labels, ("stat", "median")]),
        new Sample(spread.Low * unit, [.. labels, ("stat", "low")]),
        new Sample(spread.High * unit, [.. labels, ("stat", "high")]),
    ];
}
