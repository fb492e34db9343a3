using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Rewriting.Corpus;
using Thaw.Optimizing.Sources;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Real libraries, every import rewritten that may be.</summary>
public sealed class CorpusTests(SystemPython python) : IClassFixture<SystemPython>
{
    private const string Root = "/usr/lib/python3/dist-packages";

    // Parts that are programs or tests of their own.
    private static readonly string[] NotLibrary = ["test", "__main__", "setup", "conftest"];

    [RequiresFact("deb.python3-igraph", "deb.python3-nltk")]
    public void Names_of_three_hundred_modules_are_what_they_were()
    {
        using var folder = new TemporaryFolder();
        var modules = ModulesOf("igraph").Concat(ModulesOf("nltk")).ToList();
        var result = new RewriteCorpus(python.Interpreter, folder.Path).Run(modules, EditStyle.Auto, CancellationToken.None);
        Assert.Empty(result.Failures);
        Assert.InRange(result.Modules, 300, modules.Count);
        Assert.True(result.StatementsRewritten * 2 > result.Statements, $"only {result.StatementsRewritten} of {result.Statements} statements were rewritten");
        Assert.Equal(result.Statements, result.StatementsRewritten + result.Refused.Values.Sum());
    }

    private static IEnumerable<SourceRequest> ModulesOf(string library) =>
        Directory.GetFiles(Path.Combine(Root, library), "*.py", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (File: file, Parts: Path.ChangeExtension(Path.GetRelativePath(Root, file), null).Split('/')))
            .Where(item => !item.Parts.Any(part => NotLibrary.Any(word => part.Contains(word, StringComparison.Ordinal))))
            .Select(item => item.Parts[^1] == "__init__"
                ? new SourceRequest(string.Join('.', item.Parts[..^1]), item.File, true)
                : new SourceRequest(string.Join('.', item.Parts), item.File, false));
}
