using System.Globalization;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Hosts;

/// <summary>Processes and control groups of a host, noted while it lives, to see what of them outlives it.</summary>
/// <param name="Host">The host's process.</param>
/// <param name="Tree">It, and what descended from it.</param>
/// <param name="Groups">Control groups of its sandboxes.</param>
internal sealed record HostBelongings(int Host, IReadOnlyList<ProcessStat> Tree, IReadOnlyList<string> Groups)
{
    /// <summary>Notes them.</summary>
    public static HostBelongings Note(int host)
    {
        var tree = HostFootprint.Tree(host);
        return new HostBelongings(host, tree, HostFootprint.GroupsOf(tree));
    }

    /// <summary>Those that are still there when they have had 15 s to go, by name.</summary>
    public IReadOnlyList<string> Left(CancellationToken cancellation) => Waiting.Until(Find, left => left.Count == 0, cancellation);

    private IReadOnlyList<string> Find() =>
    [
        .. Tree.Where(each => each.Pid != Host && ProcessStat.Read(each.Pid) is { IsAlive: true } now && now.StartTime == each.StartTime)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"process {each.Pid}")),
        .. Groups.Where(Directory.Exists),
    ];
}
