using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Lab.Stubbing;

/// <summary>How often a stubbed import is measured.</summary>
/// <param name="WarmUps">Rounds that are not counted.</param>
/// <param name="Least">Rounds that are made in any case.</param>
/// <param name="Most">Rounds after which it ends, however uncertain the saving still is.</param>
internal readonly record struct StubRounds(int WarmUps, int Least, int Most);

/// <summary>Measures what a statement costs: init with it and without it take turns.</summary>
internal static class StubComparison
{
    /// <summary>The interval must become narrower than this share of the predicted saving to each side, ...</summary>
    private const double WantedShare = 0.05;

    /// <summary>... or than this, ms: below it a process start varies more than is worth waiting for.</summary>
    private const double WantedMs = 0.5;

    /// <summary>Runs the rounds.</summary>
    /// <returns>Init with the statement and without it, ms.</returns>
    /// <exception cref="LabException">Init fails on one of the sides, or calls what was stubbed.</exception>
    public static PairedSeries Run(
        LabFunction function, StubbedImport import, double predictedMs, StubRounds rounds, CancellationToken cancellation)
    {
        var (original, stubbed) = (new List<double>(), new List<double>());
        for (int round = -rounds.WarmUps; round < rounds.Most; round++)
        {
            bool stubFirst = (round & 1) != 0;
            double second = stubFirst ? 0 : InitMs(function, import.OriginalPrelude!, cancellation);
            double without = InitMs(function, import.StubbedPrelude!, cancellation);
            double with = stubFirst ? InitMs(function, import.OriginalPrelude!, cancellation) : second;
            // Such work is not in the exclusive cost of an import, but the stub takes it away as well.
            if (import.Called() is { } called)
                throw new LabException($"init calls {called}, work that is no import and would go with it");
            if (round < 0)
                continue;

            original.Add(with);
            stubbed.Add(without);
            if (round + 1 >= rounds.Least && IsSettled(new PairedSeries(original, stubbed), predictedMs))
                break;
        }

        return new PairedSeries(original, stubbed);
    }

    // Decided on the width of the interval alone, never on the value: that would choose the answer.
    private static bool IsSettled(PairedSeries series, double predictedMs)
    {
        var saving = Bootstrap.MedianDifference(series);
        return saving.High - saving.Low <= 2 * Math.Max(WantedMs, WantedShare * predictedMs);
    }

    private static double InitMs(LabFunction function, string prelude, CancellationToken cancellation)
    {
        var run = function.TryRun(new LaunchRequest { Prelude = prelude }, cancellation);
        if (run.Init is { Error: null } init)
            return init.Ms;

        bool isStubbed = prelude.EndsWith(".stubbed.py", StringComparison.Ordinal);
        throw new LabException($"init fails {(isStubbed ? "without" : "with")} it: {LabFunction.Problem(run) ?? "it did not end"}");
    }
}
