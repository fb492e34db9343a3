using System.CommandLine;
using Thaw.Functions;
using Thaw.Linux.Ownership;
using Thaw.Snapshots;
using Thaw.Snapshots.Store;

namespace Thaw.Cli.Snapshots;

/// <summary>Which store a command is about, and which snapshots of it.</summary>
internal static class StoreOption
{
    public static readonly Option<string?> Folder = new("--store")
    {
        Description = "The store's folder; default: snapshots in THAW_HOME",
        HelpName = "DIR",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document instead of text" };

    public static readonly Argument<string> Id = new("ID") { Description = "The snapshot's name, or its beginning" };

    /// <summary>Makes a command whose action gets the store.</summary>
    public static Command Asking(this Command command, Func<ParseResult, SnapshotStore, int> run)
    {
        command.Add(Folder);
        command.SetAction(parsed =>
        {
            using var ledger = OwnershipLedger.Open(StateFolder.Default);
            return run(parsed, SnapshotStore.Open(PathOf(parsed), ledger, SnapshotLimits.Default));
        });
        return command;
    }

    /// <summary>The folder.</summary>
    public static string PathOf(ParseResult parsed) => parsed.GetValue(Folder) ?? Path.Combine(ThawFolders.Home, "snapshots");

    /// <summary>The snapshot that a name, or its beginning, means.</summary>
    /// <exception cref="SnapshotException">It means none, or several.</exception>
    public static string Resolve(SnapshotStore store, string beginning)
    {
        var found = store.All(out _).Select(each => each.Manifest.Id).Where(id => id.StartsWith(beginning, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var id] => id,
            // One that is damaged is in no list; its whole name still means it.
            [] => beginning,
            _ => throw new SnapshotException($"{beginning} is the beginning of {found.Count} snapshots' names"),
        };
    }
}
