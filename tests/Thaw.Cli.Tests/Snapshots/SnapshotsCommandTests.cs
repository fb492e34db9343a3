using System.Text.Json;
using Thaw.Cli.Snapshots;
using Thaw.Cli.Terminal;
using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Wire;
using Thaw.Linux.Ownership;
using Thaw.Snapshots;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Snapshots;

// The other tests of this collection look at all that Thaw processes own, and these own something.
[Collection(nameof(Clean.CleanCommandTests))]
public sealed class SnapshotsCommandTests : IDisposable
{
    private const uint Pid = 300;

    private readonly TemporaryFolder _folder = new();
    private readonly OwnershipLedger _ledger;
    private readonly string _id;

    public SnapshotsCommandTests()
    {
        _ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        _id = Add();
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_there_is_is_listed_as_text_and_as_JSON()
    {
        var text = Run("list");
        Assert.Equal(ExitCodes.Done, text.ExitCode);
        Assert.StartsWith($"{_id} function wine", text.Output, StringComparison.Ordinal);
        var document = JsonDocument.Parse(Run("list", "--json").Output).RootElement;
        Assert.Equal(("thaw.snapshots", 1), (document.GetProperty("schema").GetString(), document.GetProperty("version").GetInt32()));
        Assert.Equal(_id, Assert.Single(document.GetProperty("snapshots").EnumerateArray()).GetProperty("id").GetString());
        Assert.StartsWith("no snapshots in ", CommandRun.Of(SnapshotsCommand.Create(), "list", "--store", _folder.PathOf("empty")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_is_known_by_the_beginning_of_its_name()
    {
        var run = Run("inspect", _id[..6]);
        Assert.Contains("of           function wine, revision 7, tenant t\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("here         could be restored\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("pages        1 stored, 1 zero, 0 of no other snapshot\n", run.Output, StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(Run("inspect", _id, "--json").Output).RootElement.GetProperty("manifest");
        Assert.Equal(_id, manifest.GetProperty("id").GetString());
        Assert.Throws<SnapshotException>(() => Run("inspect", "nothing"));
    }

    [Fact]
    public void One_that_is_damaged_is_named_and_makes_the_answer_no()
    {
        Assert.Equal(new CommandRun(ExitCodes.Done, $"{_id} whole\n", ""), Run("verify"));
        File.WriteAllBytes(_folder.PathOf($"store/items/{_id}/images/pages-1.img"), new byte[4096]);
        Assert.Equal(new CommandRun(ExitCodes.AnswerIsNo, $"{_id} not whole: pages-1.img is damaged between bytes 0 and 4096\n", ""), Run("verify", _id[..6]));
        File.WriteAllText(_folder.PathOf($"store/items/{_id}/manifest.json"), "{}");
        var run = Run("verify", "--json");
        Assert.Equal(ExitCodes.AnswerIsNo, run.ExitCode);
        Assert.Contains("this host has not signed it", JsonDocument.Parse(run.Output).RootElement.GetProperty("results")[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_exported_comes_back_after_it_was_deleted()
    {
        var file = _folder.PathOf("wine.tar.gz");
        var refused = Assert.Throws<FormatException>(() => Run("export", _id, file));
        Assert.Contains("say --include-memory", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Run("export", _id, file, "--include-memory").ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(new CommandRun(ExitCodes.Done, $"{_id} deleted\n", ""), Run("delete", _id));
        Assert.Equal(new CommandRun(ExitCodes.AnswerIsNo, $"{_id} not deleted: there is no snapshot {_id}\n", ""), Run("delete", _id));
        Assert.Equal($"{_id} wine imported\n", Run("import", file).Output);
        Assert.Equal($"{_id} whole\n", Run("verify").Output);
    }

    private CommandRun Run(params string[] arguments) => CommandRun.Of(SnapshotsCommand.Create(), [.. arguments, "--store", _folder.PathOf("store")]);

    private string Add()
    {
        var store = SnapshotStore.Open(_folder.PathOf("store"), _ledger, SnapshotLimits.Default);
        using var work = store.CreateWorkFolder();
        Write(work.Path, ImageKind.Inventory.FileIn(""), ImageKind.Inventory, new WireWriter().Number(1, 2));
        Write(work.Path, ImageKind.ProcessTree.FileIn(""), ImageKind.ProcessTree, new WireWriter().Number(1, Pid).Number(5, Pid));
        var area = new WireWriter().Number(1, 0x1000).Number(2, 0x3000).Number(7, 0x201);
        Write(work.Path, ImageKind.Memory.FileIn("", Pid), ImageKind.Memory, new WireWriter().Number(12, 1).Message(14, area));
        using (var map = File.Create(ImageKind.PageMap.FileIn(work.Path, Pid)))
            new PageMapFile(1, [new PageMapEntry(0x1000, 2, PageFlags.Present)]).Write(map);
        File.WriteAllBytes(Path.Combine(work.Path, "pages-1.img"), [.. Enumerable.Repeat((byte)1, 4096), .. new byte[4096]]);
        return store.Add(work.Path, new SnapshotDraft
        {
            Subject = new SnapshotSubject("t", "wine", "7", SnapshotKind.Function, 0),
            Software = new SnapshotSoftware("3.11", "4.2.1"),
            Libraries = new Dictionary<string, string>(),
        }).Id;
    }

    private static void Write(string folder, string name, ImageKind kind, WireWriter record)
    {
        using var file = File.Create(Path.Combine(folder, name));
        new ImageRecordWriter(file, kind).Write(record);
    }
}
