using System.Text;
using System.Text.Json.Nodes;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>A folder of modules, and the same with one of them rewritten.</summary>
internal sealed class RewriteScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RewriteScene(Interpreter interpreter, IReadOnlyDictionary<string, byte[]> files, string module, IEnumerable<int>? lines = null,
        RewriteOptions? options = null, IReadOnlyCollection<ImportEdit>? edits = null)
    {
        foreach (var side in new[] { "original", "rewritten" })
        {
            foreach (var (name, content) in files)
            {
                var path = _folder.PathOf(side + "/" + name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
            }
        }
        var relative = module.Replace('.', '/');
        var isPackage = files.ContainsKey(relative + "/__init__.py");
        relative += isPackage ? "/__init__.py" : ".py";
        var file = Path.Combine(Original, relative);
        var facts = new SourceReader(interpreter).Read([.. files.Keys.Where(name => name.EndsWith(".py", StringComparison.Ordinal)).Select(Request)], CancellationToken.None);
        Facts = facts[file];
        options ??= new RewriteOptions { Python = Version.Parse(interpreter.MinorVersion) };
        options = options with { Sources = facts.Values.ToDictionary(source => source.Module) };
        Result = edits is null
            ? new ModuleRewriter().Rewrite(Facts, [.. lines ?? Facts.Imports.Select(item => item.Line)], options)
            : new ModuleRewriter().Rewrite(Facts, edits, options);
        if (Result.Source is { } source)
            File.WriteAllBytes(Path.Combine(Rewritten, relative), source);
    }

    public string Original => _folder.PathOf("original");

    public string Rewritten => _folder.PathOf("rewritten");

    public SourceFacts Facts { get; }

    public RewrittenModule Result { get; }

    /// <summary>The new text, for messages.</summary>
    public string Text => Result.Source is { } source ? Encoding.UTF8.GetString(source) : "(unchanged)";

    public string Outcomes => string.Join('\n', Result.Outcomes.Select(item => $"{item.Edit.Line}: {item.Applied?.ToString() ?? "left"}: {item.Reason}"));

    /// <summary>Fails unless both behave alike.</summary>
    public JsonNode AssertSame(PythonComparer comparer, params string[] run)
    {
        var seen = comparer.Look([Original, Rewritten], Result.Module, run);
        var (original, rewritten) = (seen[0].ToJsonString(), seen[1].ToJsonString());
        Assert.True(original == rewritten, $"original:  {original}\nrewritten: {rewritten}\n{Outcomes}\n{Text}");
        return seen[0];
    }

    private SourceRequest Request(string name)
    {
        var isPackage = Path.GetFileName(name) == "__init__.py";
        var module = (isPackage ? Path.GetDirectoryName(name)! : Path.ChangeExtension(name, null)).Replace('/', '.');
        return new SourceRequest(module, Path.Combine(Original, name), isPackage);
    }

    public void Dispose() => _folder.Dispose();
}
