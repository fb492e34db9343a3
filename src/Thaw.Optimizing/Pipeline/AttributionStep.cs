using System.Diagnostics;
using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Finds libraries whose edits do not save what was predicted of them.</summary>
internal sealed class AttributionStep(OptimizeSession session, PlanStep planning)
{
    /// <summary>What is undecided after that is kept.</summary>
    private static readonly TimeSpan LimitOfGroup = TimeSpan.FromSeconds(10);

    /// <summary>No further group is begun after that.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A group that saves less of the plan's saving than this is not worth the time.</summary>
    private const double LeastShare = 0.05;

    /// <summary>The edits of groups that save nothing, or move what they save into the first invocation.</summary>
    /// <param name="plan">The plan that was measured.</param>
    /// <param name="gain">What was measured of it.</param>
    public IReadOnlyList<ImportEdit> Absent(OptimizationPlan plan, MeasuredGain gain) =>
        [.. Parts(plan, gain).Where(part => part.Gain.Verdict == GainVerdict.Absent).SelectMany(part => part.Edits)];

    /// <summary>What each library's edits contribute, the largest prediction first; empty if there is one library only, which has been measured as a whole.</summary>
    /// <inheritdoc cref="Absent"/>
    internal IReadOnlyList<(ImportEdit[] Edits, GroupGain Gain)> Parts(OptimizationPlan plan, MeasuredGain gain)
    {
        ImportEdit[] all = [.. plan.Edits.Select(edit => edit.Edit)];
        var groups = all.GroupBy(edit => edit.Module.Split('.')[0])
            .Select(group => (Name: group.Key, Edits: group.ToArray(), Ms: planning.SavingOf(all) - planning.SavingOf([.. all.Except(group)])))
            .Where(group => group.Ms > LeastShare * plan.Together.Ms).OrderByDescending(group => group.Ms).ToArray();
        var parts = new List<(ImportEdit[] Edits, GroupGain Gain)>();
        if (groups.Length < 2)
        {
            return parts;
        }

        using var whole = session.Try(all);
        var start = Stopwatch.GetTimestamp();
        foreach (var group in groups.TakeWhile(_ => Stopwatch.GetElapsedTime(start) < Limit))
        {
            session.Report("measure", $"the part of {group.Name}");
            using var without = session.Try([.. all.Except(group.Edits)]);
            var options = new MeasureOptions { Limit = LimitOfGroup, LeastPairs = 6, MostPairs = 60 };
            var part = new EditGroup(group.Name, group.Ms, without.Prepared);
            parts.Add((group.Edits, GroupAttribution.Measure(whole.Prepared, gain.InitMs.Result, [part], options, session.Cancellation)[0]));
        }

        return parts;
    }
}
