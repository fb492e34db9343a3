using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification;

namespace Thaw.Optimizing.Tests.Verification;

/// <summary>The search for the edits that break: which it drops, and with how many verifications.</summary>
public sealed class EditBisectionTests
{
    [Fact]
    public void When_all_verify_one_verification_is_enough()
    {
        BisectionResult result = Search(30, _ => true);

        Assert.Equal(30, result.Kept.Count);
        Assert.Single(result.Steps);
        Assert.NotNull(result.Verification);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(31)]
    public void One_edit_of_32_is_found_with_few_verifications(int culprit)
    {
        BisectionResult result = Search(32, set => !set.Contains(culprit));

        Assert.Equal(Edit(culprit), Assert.Single(result.Dropped).Edit);
        Assert.NotEmpty(result.Dropped[0].Breaks);
        Assert.InRange(result.Steps.Count, 2, 12);
    }

    [Fact]
    public void Of_edits_that_break_together_only_the_last_is_dropped()
    {
        BisectionResult result = Search(16, set => !(set.Contains(2) && set.Contains(11)));

        Assert.Equal([Edit(11)], result.Dropped.Select(item => item.Edit));
    }

    [Fact]
    public void What_the_differences_point_at_is_tried_first()
    {
        BisectionResult result = Search(32, set => !set.Contains(9), suspect: 9);

        Assert.Equal([Edit(9)], result.Dropped.Select(item => item.Edit));
        Assert.Equal(2, result.Steps.Count);
    }

    [Fact]
    public void A_wrong_suspect_is_kept()
    {
        BisectionResult result = Search(8, set => !set.Contains(3), suspect: 5);

        Assert.Equal([Edit(3)], result.Dropped.Select(item => item.Edit));
    }

    [Fact]
    public void An_edit_that_needs_another_one_is_kept_with_it()
    {
        BisectionResult result = Search(8, set => !set.Contains(5) && (!set.Contains(2) || set.Contains(0)));

        Assert.Equal([Edit(5)], result.Dropped.Select(item => item.Edit));
    }

    [Fact]
    public void What_is_undecided_when_the_verifications_are_used_up_is_dropped()
    {
        BisectionResult result = Search(64, set => set.All(index => index % 2 == 0), most: 9);

        Assert.Equal(9, result.Steps.Count);
        Assert.True(result.Kept.All(edit => edit.Line % 2 == 0));
        Assert.Equal(64, result.Kept.Count + result.Dropped.Count);
    }

    [Fact]
    public void What_breaks_without_any_edit_is_no_edits_fault()
    {
        BisectionResult result = Search(64, _ => false);

        Assert.Empty(result.Kept);
        Assert.Null(result.Verification);
        Assert.NotNull(result.WithoutEdits);
        Assert.Equal([64, 32, 16, 8, 4, 2, 1, 0], result.Steps.Select(step => step.Edits));
    }

    [Fact]
    public void What_verifies_without_edits_is_some_edits_fault()
    {
        BisectionResult result = Search(4, set => set.Count == 0);

        Assert.Equal(4, result.Dropped.Count);
        Assert.Null(result.WithoutEdits);
    }

    [Fact]
    public void No_edits_need_no_verification()
    {
        BisectionResult result = Search(0, _ => throw new InvalidOperationException("nothing to verify"));

        Assert.Empty(result.Kept);
        Assert.Null(result.Verification);
    }

    /// <summary>Whatever breaks with what: what is kept verifies as it is, and no dropped edit alone could be added.</summary>
    [Fact]
    public void What_is_kept_verifies_and_cannot_grow()
    {
        Gen<int[][]> conflicts = Gen.Choose(0, 11).ArrayOf().Select(items => items.Distinct().Take(3).ToArray())
            .Where(items => items.Length > 0).ArrayOf();
        Prop.ForAll(conflicts.ToArbitrary(), forbidden =>
        {
            bool Passes(IReadOnlyCollection<int> set) => !forbidden.Any(items => items.All(set.Contains));
            BisectionResult result = Search(12, Passes);
            int[] kept = [.. result.Kept.Select(edit => edit.Line)];
            return (kept.Length == 0 || result.Verification!.Passed) && Passes(kept)
                && result.Dropped.All(item => !Passes([.. kept, item.Edit.Line]))
                && result.Steps.SequenceEqual(Search(12, Passes).Steps);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Edits_of_a_real_function_that_break_it_are_found()
    {
        string[] names = ["html", "decimal", "string", "textwrap", "effects"];
        string handler = string.Concat(names.Select(name => $"import {name}\n")) + "def handler(event, context):\n    return decimal.Decimal(2).__str__()\n";
        var verifier = new PackageVerifier();
        var pairs = new List<FunctionPair>();
        try
        {
            BisectionResult result = EditBisection.Run(
                [.. names.Select((name, index) => new ImportEdit("handler", "handler.py", index + 1))],
                edits =>
                {
                    string[] deferred = [.. edits.Select(edit => names[edit.Line - 1])];
                    pairs.Add(new FunctionPair(
                        new Dictionary<string, string> { ["handler.py"] = handler, ["effects.py"] = "import sys\nsys.setrecursionlimit(1234)\n" },
                        new Dictionary<string, string> { ["handler.py"] = Deferred(handler, deferred) }));
                    return pairs[^1].Verify(new VerifyOptions { StopAtFirst = true, ThreadRounds = 1 });
                });

            Assert.Equal([2, 5], result.Dropped.Select(item => item.Edit.Line));
            Assert.Equal("NameError", result.Dropped[0].Breaks.Select(item => item.Result.Split(':')[0]).First(text => text.EndsWith("Error", StringComparison.Ordinal)));
            Assert.True(result.Verification!.Passed);
        }
        finally
        {
            pairs.ForEach(pair => pair.Dispose());
        }
    }

    private static string Deferred(string handler, string[] names) =>
        string.Join('\n', handler.Split('\n').Where(line => !names.Contains(line.Split(' ')[^1])))
        + $$"""

        def __getattr__(name):
            if name in {{"{"}}{{string.Join(", ", names.Select(name => $"'{name}'"))}}{{"}"}}:
                import importlib
                globals()[name] = importlib.import_module(name)
                return globals()[name]
            if name == "__all__":
                return [public for public in __dir__() if public[0] != "_"]
            raise AttributeError(name)
        def __dir__():
            return sorted({*globals(), {{string.Join(", ", names.Select(name => $"'{name}'"))}}})

        """;

    private static BisectionResult Search(int count, Func<IReadOnlyCollection<int>, bool> passes, int? suspect = null, int most = 500) =>
        EditBisection.Run(
            [.. Enumerable.Range(0, count).Select(Edit)],
            edits =>
            {
                int[] set = [.. edits.Select(edit => edit.Line)];
                return passes(set)
                    ? new VerificationResult()
                    : new VerificationResult
                    {
                        Breaking = [new Difference(Thaw.Optimizing.Verification.Check.Event, "event0", "result", "1", "2")],
                        Suspects = suspect is { } index ? [Edit(index).Module] : [],
                    };
            },
            most);

    private static ImportEdit Edit(int index) =>
        new("module" + index.ToString(CultureInfo.InvariantCulture), "/code/module.py", index);
}
