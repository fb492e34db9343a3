using System.CommandLine;
using System.Globalization;
using Thaw.Cli.Terminal;
using Thaw.Snapshots;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;

namespace Thaw.Cli.Snapshots;

/// <summary><c>thaw snapshots list</c> and <c>inspect</c>: what is on disk.</summary>
internal static class SnapshotLists
{
    public static Command List() => new Command("list", "List the snapshots: of what they are, what they take and how often they were used")
    {
        StoreOption.Json,
    }.WithExamples("thaw snapshots list", "thaw snapshots list --json").Asking(ListAll);

    public static Command Inspect() => new Command("inspect", "Say what a snapshot was taken of, where, and whether this machine could restore it")
    {
        StoreOption.Id, StoreOption.Json,
    }.WithExamples("thaw snapshots inspect 3f9a", "thaw snapshots inspect 3f9a --json").Asking(InspectOne);

    private static int ListAll(ParseResult parsed, SnapshotStore store)
    {
        var all = store.All(out var damaged);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(StoreOption.Json))
        {
            JsonOutput.Write(output, new SnapshotListReport("thaw.snapshots", 1, store.Folder, [.. all.Select(Row)], damaged));
            return ExitCodes.Done;
        }
        if (all.Count == 0)
            output.WriteLine($"no snapshots in {store.Folder}");
        foreach (var each in all.Select(Row))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{each.Id} {each.Kind,-8} {each.Name,-24} {each.Bytes / 1e6,7:0.0} MB {each.Uses,6} uses, last {each.LastUseUtc:yyyy-MM-dd HH:mm}{(each.Parent is null ? "" : $"  shares pages with {each.Parent[..8]}")}"));
        }
        foreach (var line in damaged)
            Screen.Complain(parsed.InvocationConfiguration, line);
        return ExitCodes.Done;
    }

    private static int InspectOne(ParseResult parsed, SnapshotStore store)
    {
        var id = StoreOption.Resolve(store, parsed.GetValue(StoreOption.Id)!);
        var found = store.All(out _).FirstOrDefault(each => each.Manifest.Id == id) ?? throw new SnapshotException($"there is no snapshot {id}, or this host has not signed it");
        var why = found.Manifest.Machine.WhyNotOn(SnapshotMachine.Current);
        if (parsed.GetValue(StoreOption.Json))
            JsonOutput.Write(parsed.InvocationConfiguration.Output, new SnapshotReport("thaw.snapshots.inspect", 1, why, found.Uses, found.LastUseUtc, found.Manifest));
        else
            Print(parsed.InvocationConfiguration.Output, found, why);
        return ExitCodes.Done;
    }

    private static void Print(TextWriter output, StoredSnapshot found, string? why)
    {
        var manifest = found.Manifest;
        var subject = manifest.Subject;
        var taken = subject.Invocations == 0 ? "after init" : $"after {subject.Invocations} invocations";
        output.WriteLine($"snapshot     {manifest.Id}");
        output.WriteLine($"of           {Kind(subject)} {subject.Name}, revision {subject.Revision}, tenant {subject.Tenant}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"taken        {manifest.CreatedUtc:yyyy-MM-dd HH:mm:ss} UTC, {taken}, by CRIU {manifest.Software.Criu}"));
        output.WriteLine($"interpreter  {manifest.Software.Interpreter}");
        output.WriteLine($"machine      {manifest.Machine.Architecture}, kernel {manifest.Machine.Kernel}, {manifest.Machine.CpuFeatures.Count} processor features");
        output.WriteLine($"here         {why ?? "could be restored"}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"files        {manifest.Files.Count}, {manifest.Bytes / 1e6:0.0} MB"));
        output.WriteLine($"pages        {manifest.Pages.Stored} stored, {manifest.Pages.Zero} zero, {manifest.Pages.InParent} of {manifest.Parent ?? "no other snapshot"}");
        output.WriteLine($"libraries    {manifest.Libraries.Count} files");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"used         {found.Uses} times, last {found.LastUseUtc:yyyy-MM-dd HH:mm:ss} UTC"));
    }

    private static SnapshotRow Row(StoredSnapshot each) => new(
        each.Manifest.Id, Kind(each.Manifest.Subject), each.Manifest.Subject.Name, each.Manifest.Subject.Revision, each.Manifest.Subject.Tenant, each.Manifest.Bytes,
        each.Manifest.Parent, each.Manifest.CreatedUtc, each.Uses, each.LastUseUtc);

    private static string Kind(SnapshotSubject subject) => subject.Kind == SnapshotKind.Image ? "image" : "function";

    private sealed record SnapshotListReport(string Schema, int Version, string Folder, IReadOnlyList<SnapshotRow> Snapshots, IReadOnlyList<string> Damaged);

    private sealed record SnapshotRow(
        string Id, string Kind, string Name, string Revision, string Tenant, long Bytes, string? Parent, DateTimeOffset CreatedUtc, long Uses, DateTimeOffset LastUseUtc);

    private sealed record SnapshotReport(string Schema, int Version, string? WhyNotHere, long Uses, DateTimeOffset LastUseUtc, SnapshotManifest Manifest);
}
