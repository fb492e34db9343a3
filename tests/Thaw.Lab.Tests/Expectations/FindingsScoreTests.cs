using Thaw.Lab.Expectations;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Expectations;

public sealed class FindingsScoreTests : IDisposable
{
    private const string Table =
        """
        version: 1
        everywhere:
          - {pattern: C1, target: numpy.ma, why: "masked"}
        functions:
          f:
            expected:
              - {pattern: C3, target: pkg_resources, importedAt: "chameleon/template.py:17", or: [C1], why: "versions"}
              - {pattern: C1, target: nltk.parse, importedAt: null, why: "nothing is parsed"}
              - {pattern: setup, target: "handler.py:21", importedAt: null, why: "training"}
            acceptable:
              - {pattern: [C1, C4], target: pygments, why: "only rich"}
        """;

    private static readonly ReportedFinding[] AllRight =
    [
        Finding("C1", "pkg_resources", "/site/chameleon/template.py", 17),
        Finding("C1", "nltk.parse"),
        Finding("setup", "/srv/f/handler.py:21"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EverythingExpectedIsFoundUnderItsNamesAndPlaces()
    {
        var score = Score(AllRight);

        Assert.Equal(3, score.Found.Count);
        Assert.Empty(score.Missed);
        Assert.Empty(score.Wrong);
        Assert.Empty(score.Misplaced);
    }

    [Fact]
    public void WhatIsAcceptableCountsNeitherWay()
    {
        var score = Score(
        [
            .. AllRight, Finding("C4", "pygments.lexers"), Finding("C1", "numpy.ma"), Finding("C1", "nltk.parse.chart"),
            new ReportedFinding("C1", "numpy.*", ["numpy.ma.core", "numpy.ma.extras"], null),
        ]);

        Assert.Equal(3, score.Found.Count);
        Assert.Empty(score.Wrong);
    }

    [Fact]
    public void TheRestIsMissedOrWrong()
    {
        var score = Score(
        [
            Finding("C2", "nltk.parse"), Finding("C1", "json"), Finding("C3", "pkg_resources", "/site/other.py", 17),
            new ReportedFinding("C1", "numpy.*", ["numpy.ma.core", "numpy.linalg"], null),
            Finding("C1", "decimal") with { IsSmall = true },
        ]);

        Assert.Equal(["nltk.parse", "handler.py:21"], score.Missed.Select(finding => finding.Target));
        Assert.Equal(["nltk.parse", "json", "numpy.*"], score.Wrong.Select(wrong => wrong.Finding.Target));
        Assert.Equal([1, 1, 0.5], score.Wrong.Select(wrong => wrong.Share));
        Assert.Equal("pkg_resources", Assert.Single(score.Misplaced).Target);
    }

    [Fact]
    public void TheTableOfTheRepositoryCanBeReadAndCoversEveryFunction()
    {
        var table = ExpectedFindings.Read(Repository.PathOf("experiments/expected-findings.yaml"));
        var functions = Directory.EnumerateDirectories(Repository.PathOf("functions"))
            .Where(folder => File.Exists(Path.Combine(folder, "thaw.yaml"))).Select(Path.GetFileName);

        Assert.Equal(functions.Order(), table.Functions.Keys.Order());
    }

    private static ReportedFinding Finding(string pattern, string target, string? file = null, int line = 0) =>
        new(pattern, target, [], file is null ? null : new FindingPlace(file, line));

    private FindingsScore Score(IReadOnlyList<ReportedFinding> reported)
    {
        var table = ExpectedFindings.Read(_folder.Write("table.yaml", Table));
        return FindingsScore.Of(table.Functions["f"], reported);
    }
}
