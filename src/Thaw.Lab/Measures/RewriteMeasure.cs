using Thaw.Functions;
using Thaw.Lab.Experiments;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Rewriting.Corpus;
using Thaw.Profiling.Statistics;
using Thaw.Python.Interpreters;

namespace Thaw.Lab.Measures;

/// <summary>Rewrites every import of installed libraries that may be rewritten, and compares what their modules' names are.</summary>
internal sealed class RewriteMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "rewrite";

    /// <inheritdoc/>
    public string Description => "Modules of installed libraries with every import made lazy that may be: what their names are, before and after.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["modulesRewritten", "modulesBroken", "modules", "statementShare"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["libraries"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var interpreter = InterpreterFinder.FindAll().FirstOrDefault(found => found is { IsDebianSystem: true, VirtualEnvironment: null })
            ?? throw new LabException("no interpreter has libraries that Debian installed; install python3");
        outcome.Versions["python"] = interpreter.Version;
        var results = new List<CorpusResult>();
        var libraries = measurement.Texts["libraries"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < libraries.Length; i++)
        {
            context.Report(Name, libraries[i], i, libraries.Length);
            if (Try(interpreter, libraries[i], outcome, context) is { } result)
                results.Add(result);
        }

        SetQuantities(outcome, results);
        return outcome;
    }

    private static CorpusResult? Try(Interpreter interpreter, string library, MeasureOutcome outcome, LabContext context)
    {
        var modules = interpreter.SitePackages.Select(folder => CorpusModules.Of(folder, library)).FirstOrDefault(found => found.Count > 0);
        if (modules is null)
        {
            outcome.Omit($"rewrite of {library}", "it is not installed");
            return null;
        }

        try
        {
            var corpus = new RewriteCorpus(interpreter, Path.Combine(context.ScratchFolder, "rewrite", library));
            var result = corpus.Run(modules, EditStyle.Auto, context.Cancellation);
            outcome.Keep(new SampleSeries(library, "rewritten", "modules", [Sound(result)]));
            outcome.Keep(new SampleSeries(library, "rewritten", "statements", [result.StatementsRewritten]));
            outcome.Keep(new SampleSeries(library, "all", "statements", [result.Statements]));
            foreach (var failure in result.Failures)
                outcome.Note(failure.Module, failure.Problem);
            return result;
        }
        catch (FunctionException error)
        {
            outcome.Omit($"rewrite of {library}", error.Message);
            return null;
        }
    }

    private static int Sound(CorpusResult result) => result.ModulesRewritten - result.Failures.Count;

    private static void SetQuantities(MeasureOutcome outcome, List<CorpusResult> results)
    {
        outcome.Set("modulesRewritten", Estimate.Exact(results.Sum(Sound)));
        outcome.Set("modulesBroken", Estimate.Exact(results.Sum(result => result.Failures.Count)));
        outcome.Set("modules", Estimate.Exact(results.Sum(result => result.Modules)));
        outcome.Set("statementShare", Estimate.Exact((double)results.Sum(result => result.StatementsRewritten) / results.Sum(result => result.Statements)));
    }
}
