using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Rewriting.Corpus;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Real libraries, every import rewritten that may be.</summary>
public sealed class CorpusTests(SystemPython python) : IClassFixture<SystemPython>
{
    private const string Root = "/usr/lib/python3/dist-packages";

    [RequiresFact("deb.python3-igraph", "deb.python3-nltk")]
    public void Names_of_three_hundred_modules_are_what_they_were()
    {
        using var folder = new TemporaryFolder();
        var modules = CorpusModules.Of(Root, "igraph").Concat(CorpusModules.Of(Root, "nltk")).ToList();
        var result = new RewriteCorpus(python.Interpreter, folder.Path).Run(modules, EditStyle.Auto, CancellationToken.None);
        Assert.Empty(result.Failures);
        Assert.InRange(result.Modules, 300, modules.Count);
        Assert.True(result.StatementsRewritten * 2 > result.Statements, $"only {result.StatementsRewritten} of {result.Statements} statements were rewritten");
        Assert.Equal(result.Statements, result.StatementsRewritten + result.Refused.Values.Sum());
    }
}
