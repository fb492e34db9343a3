using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Linux.Files;
using Thaw.Snapshots.Store;
using Thaw.Snapshots.Transfer;

namespace Thaw.Cli.Snapshots;

/// <summary><c>thaw snapshots export</c> and <c>import</c>.</summary>
internal static class SnapshotTransfers
{
    private static readonly Argument<string> Target = new("FILE") { Description = "The file to write: a tar, compressed with gzip, readable by its owner only" };
    private static readonly Argument<string> Source = new("FILE") { Description = "What thaw snapshots export wrote" };
    private static readonly Option<bool> Memory = new("--include-memory") { Description = "Yes, write the memory of the function, with whatever secret its init has read" };
    private static readonly Option<bool> Sign = new("--sign") { Description = "Trust snapshots that another host took: they are code that will run here" };

    public static Command Export() => new Command("export", "Write a snapshot, and the one that it shares pages with, to a file")
    {
        StoreOption.Id, Target, Memory,
    }.WithExamples("thaw snapshots export 3f9a wine.tar.gz --include-memory").Asking(ExportOne);

    public static Command Import() => new Command("import", "Take in what an export wrote; what another host took only with --sign")
    {
        Source, Sign, StoreOption.Json,
    }.WithExamples("thaw snapshots import wine.tar.gz", "thaw snapshots import wine.tar.gz --sign").Asking(ImportAll);

    private static int ExportOne(ParseResult parsed, SnapshotStore store)
    {
        if (!parsed.GetValue(Memory))
            throw new FormatException("an export holds the memory of the function, and so whatever secret its init has read; say --include-memory to write it");
        var id = StoreOption.Resolve(store, parsed.GetValue(StoreOption.Id)!);
        var target = Path.GetFullPath(parsed.GetValue(Target)!);
        DurableFile.WriteAtomically(target, stream =>
        {
            // Before there is anything in it.
            File.SetUnixFileMode(((FileStream)stream).SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            SnapshotExport.Write(store, id, stream);
        });
        parsed.InvocationConfiguration.Output.WriteLine($"{id} written to {target}");
        return ExitCodes.Done;
    }

    private static int ImportAll(ParseResult parsed, SnapshotStore store)
    {
        using var source = File.OpenRead(parsed.GetValue(Source)!);
        var imported = SnapshotImport.Read(store, source, parsed.GetValue(Sign));
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(StoreOption.Json))
        {
            JsonOutput.Write(output, new ImportReport("thaw.snapshots.import", 1, [.. imported.Select(each => each.Id)]));
            return ExitCodes.Done;
        }
        foreach (var each in imported)
            output.WriteLine($"{each.Id} {each.Subject.Name} imported");
        return ExitCodes.Done;
    }

    private sealed record ImportReport(string Schema, int Version, IReadOnlyList<string> Imported);
}
