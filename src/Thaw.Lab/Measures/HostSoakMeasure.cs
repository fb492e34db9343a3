using System.Globalization;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What a host leaves behind: many invocations, among them every kind of failure, and the host itself killed on the way.</summary>
internal sealed class HostSoakMeasure : IMeasure
{
    private const int Kills = 3;
    private const int FewestToSettle = 500;

    /// <inheritdoc/>
    public string Name => "host-soak";

    /// <inheritdoc/>
    public string Description => "Mixed invocations with failures of every kind, and three kill -9 of the host among them: what is left of each host.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["leaks", "invocations", "unanswered", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["invocations"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var whole = measurement.CountOf("invocations", 20_000, context.Quick);
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        var tally = new SoakTally();
        var state = Path.Combine(context.ScratchFolder, "soak");
        var leaks = new List<string>();
        for (var life = 0; life <= Kills; life++)
        {
            context.Report(Name, $"host {life + 1}", life, Kills + 1);
            leaks.AddRange(Live(context, state, whole / (Kills + 1), isKilled: life < Kills, tally).Select(leak => $"host {life + 1}: {leak}"));
        }
        foreach (var leak in leaks)
            outcome.Note("leak", leak);
        outcome.Note("answers", tally.ToString());
        outcome.Set("leaks", Estimate.Exact(leaks.Count));
        outcome.Set("invocations", Estimate.Exact(tally.Sent));
        outcome.Set("unanswered", Estimate.Exact(tally.Unanswered));
        outcome.Set("seconds", Estimate.Exact(System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalSeconds));
        return outcome;
    }

    /// <summary>The life of one host; what of it is left, or what it holds more than at its beginning.</summary>
    private static IReadOnlyList<string> Live(LabContext context, string state, int invocations, bool isKilled, SoakTally tally)
    {
        using var host = HostProcess.Start(context, state, "--keep-alive", "1", "--instances", "12");
        if (!Directory.Exists(Path.Combine(state, "soak")))
            host.Deploy(SoakFunction.Write(Path.Combine(state, "soak")), SoakFunction.Name);
        if (isKilled)
            return Kill(host, new SoakLoad(host, tally, context), invocations, context);
        // What the first invocations make for good (threads, compiled code, connections) is no leak.
        var settling = Math.Min(FewestToSettle, invocations / 2);
        Load(host, tally, context, settling);
        var before = HostFootprint.Settled(host.Pid, context.Cancellation);
        Load(host, tally, context, invocations - settling);
        var after = HostFootprint.Settled(host.Pid, context.Cancellation);
        tally.Note(string.Create(CultureInfo.InvariantCulture, $"host {before.MemoryBytes / 1e6:0.0} MB before, {after.MemoryBytes / 1e6:0.0} MB after"));
        return after.Leaks(before);
    }

    private static void Load(HostProcess host, SoakTally tally, LabContext context, int invocations)
    {
        using var load = new SoakLoad(host, tally, context);
        load.Run(invocations);
    }

    /// <summary>Kills the host while requests are under way; the names of the processes and groups of it that do not go.</summary>
    private static IReadOnlyList<string> Kill(HostProcess host, SoakLoad load, int invocations, LabContext context)
    {
        using (load)
        {
            load.Run(invocations - SoakLoad.AtOnce);
            var last = load.Begin(SoakLoad.AtOnce);
            var belongings = HostBelongings.Note(host.Pid);
            host.Kill();
            last.Wait(context.Cancellation);
            return belongings.Left(context.Cancellation);
        }
    }
}
