using Thaw.Functions;
using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Reports;
using Thaw.Optimizing.Tests.Pipeline;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.InPlace;

/// <summary><c>thaw optimize --write</c> and <c>--undo</c>, with a real git.</summary>
public sealed class InPlaceEditsTests : IDisposable
{
    private readonly SlowFunction _function = new();
    private readonly TemporaryFolder _home = new();

    public void Dispose()
    {
        _function.Dispose();
        _home.Dispose();
    }

    private InPlaceEdits Edits => InPlaceEdits.Of(_function.Path, _home.Path);

    private string Handler => Path.Combine(_function.Path, "handler.py");

    [Fact]
    public void Own_code_is_edited_where_it_lies_and_taken_back_exactly()
    {
        GitFolder.Commit(_function.Path);
        File.SetUnixFileMode(Handler, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        GitFolder.Commit(_function.Path);

        var outcome = new FunctionOptimizer(Edits.Plan(_function.Request), null, default).Run();
        var report = OptimizeReportBuilder.Build(outcome);

        Assert.Equal(OptimizeVerdict.Improved, outcome.Verdict);
        Assert.Null(report.Package);
        Assert.Equal(["handler.py"], report.Written);
        Assert.Contains("-import waste", report.Diff, StringComparison.Ordinal);
        Assert.Equal(" M handler.py\n", GitFolder.Changes(_function.Path));
        Assert.False(Directory.Exists(_function.Out));

        Assert.Equal(["handler.py"], Edits.Undo());
        Assert.Equal("", GitFolder.Changes(_function.Path));
        Assert.Equal(SlowFunction.Handler, File.ReadAllText(Handler));
        Assert.Contains("nothing to take back", Assert.Throws<FunctionException>(Edits.Undo).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_since_is_not_taken_back()
    {
        Edits.Write([new EditedFile(Handler, File.ReadAllBytes(Handler), "new = 1\n"u8.ToArray())]);
        File.AppendAllText(Handler, "mine = 2\n");

        var refusal = Assert.Throws<FunctionException>(Edits.Undo);

        Assert.Contains("handler.py was changed since", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("new = 1\nmine = 2\n", File.ReadAllText(Handler));
    }

    [Fact]
    public void Edits_are_taken_back_the_last_first()
    {
        Edits.Write([new EditedFile(Handler, File.ReadAllBytes(Handler), "first = 1\n"u8.ToArray())]);
        Edits.Write([new EditedFile(Handler, File.ReadAllBytes(Handler), "second = 1\n"u8.ToArray())]);

        Edits.Undo();
        Assert.Equal("first = 1\n", File.ReadAllText(Handler));
        Edits.Undo();
        Assert.Equal(SlowFunction.Handler, File.ReadAllText(Handler));
    }

    [Fact]
    public void A_file_that_was_changed_meanwhile_is_not_written_and_nothing_is_recorded()
    {
        var refusal = Assert.Throws<FunctionException>(() => Edits.Write([new EditedFile(Handler, "other"u8.ToArray(), "new"u8.ToArray())]));

        Assert.Contains("was changed while it was optimised", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(SlowFunction.Handler, File.ReadAllText(Handler));
        Assert.Empty(Directory.GetDirectories(_home.PathOf("edits")));
    }

    [Fact]
    public void A_damaged_record_is_not_used()
    {
        Edits.Write([new EditedFile(Handler, File.ReadAllBytes(Handler), "new = 1\n"u8.ToArray())]);
        var record = Assert.Single(Directory.GetDirectories(_home.PathOf("edits")));
        File.AppendAllText(Path.Combine(record, "old-0"), "x");

        Assert.Contains("is damaged", Assert.Throws<FunctionException>(Edits.Undo).Message, StringComparison.Ordinal);
        Assert.Equal("new = 1\n", File.ReadAllText(Handler));
    }

    [Fact]
    public void Only_a_clean_git_tree_is_edited()
    {
        Assert.Contains("is in no git working tree", Refusal(), StringComparison.Ordinal);
        GitFolder.Commit(_function.Path);
        _function.Write("notes.txt", "untracked");
        Assert.Contains("is not clean: notes.txt; commit", Refusal(), StringComparison.Ordinal);
        GitFolder.Commit(_function.Path);
        _function.Write("waste.py", "LIST = []\n");
        _function.Write("rare.py", "LIST = []\n");
        Assert.Contains("is not clean: rare.py and 1 more; commit", Refusal(), StringComparison.Ordinal);
        GitFolder.Commit(_function.Path);
        _function.Write(".gitignore", "generated.py\nevents/\n");
        GitFolder.Commit(_function.Path);
        _function.Write("generated.py", "import waste\n");
        File.CreateSymbolicLink(Path.Combine(_function.Path, "linked.py"), "waste.py");
        GitFolder.Commit(_function.Path);

        var only = Edits.Plan(_function.Request).Plan.OnlyFiles!;

        Assert.Equal(["always.py", "handler.py", "rare.py", "waste.py"], only.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string Refusal() => Assert.Throws<FunctionException>(() => Edits.Plan(_function.Request)).Message;
}
