using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Snapshots;
using Thaw.Snapshots.Store;

namespace Thaw.Cli.Snapshots;

/// <summary><c>thaw snapshots verify</c> and <c>delete</c>.</summary>
internal static class SnapshotChanges
{
    private static readonly Argument<string[]> Some = new("ID") { Description = "Names, or their beginnings; all when none is given", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string[]> Given = new("ID") { Description = "Names, or their beginnings", Arity = ArgumentArity.OneOrMore };

    public static Command Verify() => new Command("verify", "Read all of a snapshot and hold it against its signature and checksums; exit code 1 if one is not whole")
    {
        Some, StoreOption.Json,
    }.WithExamples("thaw snapshots verify", "thaw snapshots verify 3f9a --json").Asking(VerifyThem);

    public static Command Delete() => new Command("delete", "Delete snapshots; exit code 1 if one is in use, or another one needs its pages")
    {
        Given, StoreOption.Json,
    }.WithExamples("thaw snapshots delete 3f9a").Asking((parsed, store) => Report(
        parsed, "thaw.snapshots.delete", "deleted", [.. parsed.GetValue(Given)!.Select(name => Result(store, name, id => store.Delete(id)))]));

    private static int VerifyThem(ParseResult parsed, SnapshotStore store)
    {
        IReadOnlyList<string> damaged = [];
        var names = parsed.GetValue(Some) is { Length: > 0 } given ? given : [.. store.All(out damaged).Select(each => each.Manifest.Id)];
        var results = names.Select(name => Result(store, name, id => store.Verify(id, locate: null) is [var wrong, ..] ? wrong : null));
        return Report(parsed, "thaw.snapshots.verify", "whole", [.. results, .. damaged.Select(line => new SnapshotResult("", line))]);
    }

    private static SnapshotResult Result(SnapshotStore store, string name, Func<string, string?> act)
    {
        try
        {
            var id = StoreOption.Resolve(store, name);
            return new SnapshotResult(id, act(id));
        }
        catch (SnapshotException e)
        {
            return new SnapshotResult(name, e.Message);
        }
    }

    private static int Report(ParseResult parsed, string schema, string done, IReadOnlyList<SnapshotResult> results)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(StoreOption.Json))
        {
            JsonOutput.Write(output, new SnapshotResults(schema, 1, results));
        }
        else
        {
            foreach (var result in results)
                output.WriteLine(result.Problem is null ? $"{result.Id} {done}" : result.Id.Length == 0 ? result.Problem : $"{result.Id} not {done}: {result.Problem}");
        }
        return results.All(result => result.Problem is null) ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private sealed record SnapshotResults(string Schema, int Version, IReadOnlyList<SnapshotResult> Results);

    private sealed record SnapshotResult(string Id, string? Problem);
}
