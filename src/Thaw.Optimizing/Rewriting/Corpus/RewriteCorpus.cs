using System.Text.RegularExpressions;
using Thaw.Functions;
using Thaw.Optimizing.Sources;
using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Rewriting.Corpus;

/// <summary>Rewrites every import of many modules and compares what their names are, before and after.</summary>
/// <remarks>
/// The modules of one library are imported together, first as they are, then all rewritten. Those that differ are tried
/// once more alone, beside the others as they are: in a function's package, too, few files are edited at a time.
/// </remarks>
/// <param name="interpreter">The interpreter that imports them, with the libraries on its path.</param>
/// <param name="folder">A folder for the new sources; created.</param>
public sealed partial class RewriteCorpus(Interpreter interpreter, string folder)
{
    private readonly CorpusProcess _process = new(interpreter, folder);

    /// <summary>Runs the comparison.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="style">The style that is asked for.</param>
    /// <param name="cancellation">Kills what runs.</param>
    /// <exception cref="FunctionException">The interpreter can't be started, or dies of a library.</exception>
    public CorpusResult Run(IReadOnlyList<SourceRequest> modules, EditStyle style, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var facts = new SourceReader(interpreter).Read(modules, cancellation);
        var failures = new List<CorpusFailure>();
        var results = new List<(SourceFacts Source, RewrittenModule Result)>();
        foreach (var library in modules.GroupBy(module => module.Module.Split('.')[0]))
        {
            var sources = library.Select(module => facts[module.File]).Where(source => source.Problem is null).ToList();
            results.AddRange(RunLibrary(sources, style, failures, cancellation));
        }

        var outcomes = results.SelectMany(item => Statements(item.Source, item.Result)).ToList();
        return new CorpusResult
        {
            Modules = results.Count,
            ModulesRewritten = results.Count(item => item.Result.Source is not null),
            Statements = outcomes.Count,
            StatementsRewritten = outcomes.Count(outcome => outcome.Applied is not null),
            Refused = outcomes.Where(outcome => outcome.Applied is null)
                .GroupBy(outcome => Kind(outcome.Reason)).ToDictionary(group => group.Key, group => group.Count()),
            Failures = failures,
        };
    }

    private static IEnumerable<EditOutcome> Statements(SourceFacts source, RewrittenModule result)
    {
        var lines = source.Imports.Where(item => item.AtModuleLevel).Select(item => item.Line).ToHashSet();
        return result.Outcomes.Where(outcome => lines.Contains(outcome.Edit.Line));
    }

    private List<(SourceFacts Source, RewrittenModule Result)> RunLibrary(
        List<SourceFacts> sources, EditStyle style, List<CorpusFailure> failures, CancellationToken cancellation)
    {
        var stars = sources.SelectMany(source => source.Imports.Where(item => item is { IsStar: true, AtModuleLevel: true })
            .Select(item => ModuleNames.OfFrom(source, item))).OfType<string>().Distinct().ToList();
        var names = sources.Select(source => source.Module).ToList();
        var before = Stable(
            _process.Import(names, new Dictionary<string, string>(), stars, null, cancellation),
            _process.Import(names, new Dictionary<string, string>(), stars, null, cancellation));
        var options = new RewriteOptions
        {
            Style = style,
            Python = Version.Parse(interpreter.MinorVersion),
            StarNames = before.Stars,
            Sources = sources.ToDictionary(source => source.Module),
        };
        var results = sources.Where(source => before.Names.ContainsKey(source.Module))
            .Select(source => (source, new ModuleRewriter().Rewrite(source, [.. source.Imports.Select(item => item.Line)], options))).ToList();
        var rewritten = results.Select(item => item.Item2).Where(result => result.Source is not null).ToList();
        foreach (var result in rewritten)
            File.WriteAllBytes(PathOf(result.Module), result.Source!);

        var suspects = Differences(before, rewritten, rewritten, cancellation).ToList();
        // Both looks at the original may have fallen into one second; by now its times are others.
        var known = suspects.Count == 0 ? before : Stable(before, _process.Import(names, new Dictionary<string, string>(), stars, null, cancellation));
        foreach (var suspect in suspects)
        {
            var alone = rewritten.Where(result => result.Module == suspect.Module).ToList();
            failures.AddRange(Differences(known, alone, alone, cancellation));
        }
        return results;
    }

    /// <summary>Without the names whose values differ between two runs of the original: times, random names.</summary>
    private static CorpusNames Stable(CorpusNames once, CorpusNames again) => once with
    {
        Names = once.Names.Where(module => again.Names.ContainsKey(module.Key)).ToDictionary(
            module => module.Key,
            module => (IReadOnlyDictionary<string, string>)module.Value
                .Where(name => again.Names[module.Key].GetValueOrDefault(name.Key) == name.Value).ToDictionary()),
    };

    private IEnumerable<CorpusFailure> Differences(
        CorpusNames before, List<RewrittenModule> rewritten, List<RewrittenModule> looked, CancellationToken cancellation)
    {
        if (rewritten.Count == 0)
            yield break;
        var modules = looked.Select(result => result.Module).ToList();
        var asked = modules.ToDictionary(module => module, module => (IReadOnlyList<string>)[.. before.Names[module].Keys]);
        var sources = rewritten.ToDictionary(result => result.Module, result => PathOf(result.Module));
        // All of them, as before: what one module does to another is then done here too.
        var after = _process.Import([.. before.Names.Keys], sources, [], asked, cancellation);
        foreach (var module in modules)
        {
            if (after.Problems.TryGetValue(module, out var problem))
                yield return new CorpusFailure(module, problem);
            else if (before.Names[module].FirstOrDefault(name => after.Names[module].GetValueOrDefault(name.Key) != name.Value) is { Key: not null } other)
                yield return new CorpusFailure(module, $"{other.Key} is {after.Names[module].GetValueOrDefault(other.Key)}, was {other.Value}");
        }
    }

    private string PathOf(string module) => Path.Combine(folder, module + ".py");

    /// <summary>A reason without what belongs to one place only.</summary>
    private static string Kind(string reason) => Place().Replace(reason.Split(';')[0], "…");

    [GeneratedRegex(@"^[\w.<>]+(?= is )|(?<=^read by |is read by )[\w ]+(?=, which)|\bline \d+|^.+(?= \(line \d+\) )|\d+|(?<=import changes )[\w.]+|(?<=reads )\w+(?= before)|(?<=a )\w+(?= of its own)")]
    private static partial Regex Place();
}
