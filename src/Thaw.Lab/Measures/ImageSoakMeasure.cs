using System.Diagnostics;
using System.Globalization;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What forked instances leave behind: many of them, with failures of every kind, while templates are killed.</summary>
internal sealed class ImageSoakMeasure : IMeasure
{
    private const int ImageMegabytes = 1024;
    private const int FewestToSettle = 500;
    private const string Ordinary = """{"do": "answer", "number": 0}""";

    // An invocation that meets the end of a template boots, and one more has to be forked.
    private const int MostRounds = 10;

    /// <inheritdoc/>
    public string Name => "image-soak";

    /// <inheritdoc/>
    public string Description => "Forked invocations, each in an instance of its own, with failures of every kind and templates killed among them: what is left.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["leaks", "forked", "booted", "unanswered", "templatesKilled", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["invocations", "kills"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var begin = Stopwatch.GetTimestamp();
        var tally = new SoakTally();
        var invocations = measurement.CountOf("invocations", 20_000, context.Quick);
        var (leaks, killed) = Live(invocations, measurement.CountOf("kills", 20, context.Quick), tally, context);
        var outcome = new MeasureOutcome();
        foreach (var leak in leaks)
            outcome.Note("leak", leak);
        outcome.Note("answers", tally.ToString());
        outcome.Set("leaks", Estimate.Exact(leaks.Count));
        outcome.Set("forked", Estimate.Exact(tally.By(ImageHost.Fork)));
        outcome.Set("booted", Estimate.Exact(tally.By("boot")));
        outcome.Set("unanswered", Estimate.Exact(tally.Unanswered));
        outcome.Set("templatesKilled", Estimate.Exact(killed));
        outcome.Set("seconds", Estimate.Exact(Stopwatch.GetElapsedTime(begin).TotalSeconds));
        return outcome;
    }

    /// <summary>What a host holds more than before, and what outlives it; and how many templates were killed.</summary>
    private (IReadOnlyList<string> Leaks, int Killed) Live(int invocations, int kills, SoakTally tally, LabContext context)
    {
        IReadOnlyList<string> leaks;
        HostBelongings belongings;
        int killed;
        using (var host = ImageHost.Start(context, "image-soak", ImageMegabytes, "--keep-alive", "1", "--instances", "12"))
        {
            host.Process.Deploy(SoakFunction.Write(Path.Combine(context.ScratchFolder, "image-soak-function")), SoakFunction.Name);
            host.MakeImage(SoakFunction.Name, Ordinary);
            // What the first invocations and the first new template make for good (threads, compiled code, connections) is no leak.
            var settling = Math.Min(FewestToSettle, invocations / 4);
            killed = Load(host, settling, 1, tally, context);
            var before = Settled(host, context);
            killed += Load(host, invocations - settling, kills - 1, tally, context);
            var after = Settled(host, context);
            tally.Note(string.Create(CultureInfo.InvariantCulture, $"host {before.MemoryBytes / 1e6:0.0} MB before, {after.MemoryBytes / 1e6:0.0} MB after"));
            leaks = after.Leaks(before);
            belongings = HostBelongings.Note(host.Process.Pid);
        }
        return ([.. leaks, .. belongings.Left(context.Cancellation).Select(left => $"outlives the host: {left}")], killed);
    }

    /// <summary>Sends until as many were forked, and kills every template at even distances; answers how many it killed.</summary>
    private int Load(ImageHost host, int forks, int kills, SoakTally tally, LabContext context)
    {
        var (killed, distance, target) = (0, Math.Max(1, forks / Math.Max(1, kills)), tally.By(ImageHost.Fork) + forks);
        using var load = new SoakLoad(host.Process, tally, context)
        {
            Strategy = ImageHost.Fork,
            Answered = number =>
            {
                // In the middle of each part, so that what comes after the last kill is looked at as well.
                if (number % distance == (distance + 1) / 2 && number <= distance * kills)
                    Interlocked.Add(ref killed, Kill(host.Process.Pid));
            },
        };
        for (var round = 0; round < MostRounds && tally.By(ImageHost.Fork) < target; round++)
        {
            context.Report(Name, string.Create(CultureInfo.InvariantCulture, $"{tally.Sent} invocations"), round, MostRounds);
            load.Run(target - tally.By(ImageHost.Fork));
        }
        return killed;
    }

    private static int Kill(int host)
    {
        var templates = ForkedProcesses.Templates(host);
        foreach (var template in templates)
        {
            using var process = Process.GetProcessById(template);
            process.Kill();
        }
        return templates.Count;
    }

    /// <summary>With the image there: it is made again after the last kill, and its memory is no leak.</summary>
    private static HostFootprint Settled(ImageHost host, LabContext context)
    {
        host.MakeImage(SoakFunction.Name, Ordinary);
        return HostFootprint.Settled(host.Process.Pid, context.Cancellation);
    }
}
