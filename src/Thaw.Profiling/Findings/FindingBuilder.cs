using System.Security.Cryptography;
using System.Text;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Findings;

/// <summary>Turns candidates into findings.</summary>
internal sealed class FindingBuilder(AnalysisContext context, Wording wording)
{
    private const double LeastTakenMs = 0.5;
    private const int MostTaken = 6;

    /// <summary>The finding of a unit.</summary>
    public Finding Of(Candidate candidate)
    {
        var (unit, verdict) = candidate;
        var target = TargetOf(unit);
        var takes = Taken(unit);
        return new Finding
        {
            Id = IdOf(verdict.Pattern, target),
            Pattern = verdict.Pattern,
            Kind = IsWholeLibrary(unit) ? "library" : "module",
            Target = target,
            Library = context.Imports.Modules[unit.Roots[0]].Library,
            Members = unit.Roots.Count > 1 ? [.. unit.Roots.Select(NameOf)] : [],
            ImportedAt = unit.Statements.Count > 0 ? LineOf(unit.Statements[0]) : null,
            AlsoImportedAt = [.. unit.Statements.Skip(1).Select(LineOf)],
            Chain = ChainTo(unit),
            ExclusiveMs = unit.Cost.Ms,
            ExclusiveBytes = unit.Cost.Bytes,
            PredictedSavingMs = unit.SavedMs(verdict.SavingShare),
            PredictedSavingBytes = unit.SavedBytes(verdict.SavingShare),
            EventsReaching = context.Weights.NamesOf(unit.Events),
            EventShare = context.Weights.ShareOf(unit.Events),
            Takes = takes,
            Remedy = verdict.Remedy,
            Evidence = Evidence(unit, verdict, takes),
            Confidence = verdict.Confidence,
            Cuts = ImportCuts.OfModules([.. unit.Roots]),
        };
    }

    /// <summary>A name that stays the same from recording to recording.</summary>
    public static string IdOf(string pattern, string target)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{pattern}\n{target}"));
        return $"{pattern}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }

    /// <summary>The line of a statement.</summary>
    public SourceLine LineOf(int statement) =>
        new(context.Imports.Statements[statement].File, context.Imports.Statements[statement].Line);

    /// <summary>The statements that led from the handler's module to a module when it was loaded, outermost first.</summary>
    public IReadOnlyList<SourceLine> ChainTo(int module)
    {
        var chain = new List<SourceLine>();
        for (var current = module; current >= 0;)
        {
            var load = context.Imports.Modules[current];
            if (load.Statement >= 0 && load.Statement < context.Imports.Statements.Count)
            {
                chain.Add(LineOf(load.Statement));
            }

            // A parent began to load earlier; a recording that says otherwise must not loop.
            current = load.Parent < current ? load.Parent : -1;
        }

        chain.Reverse();
        return chain;
    }

    private IReadOnlyList<SourceLine> ChainTo(ImportUnit unit)
    {
        var inside = unit.Named.ToHashSet();
        var first = unit.Named.Where(module => !inside.Contains(context.Imports.Modules[module].Parent)).DefaultIfEmpty(unit.Roots[0]).Min();
        return ChainTo(first);
    }

    private string NameOf(int module) => context.Imports.Modules[module].Name;

    private string TargetOf(ImportUnit unit) =>
        unit.Roots.Count == 1 ? NameOf(unit.Roots[0]) : $"{NameOf(context.Graph.Names.Parent(unit.Roots[0]))}.*";

    /// <summary>True if a library's top-level module is cut and no module of the library stays.</summary>
    private bool IsWholeLibrary(ImportUnit unit)
    {
        var root = unit.Roots[0];
        if (unit.Roots.Count > 1 || context.Graph.Names.Parent(root) >= 0
            || context.Imports.Modules[root].Library is AnalysisContext.OwnCode or AnalysisContext.StandardLibrary)
        {
            return false;
        }

        var lost = unit.Lost.ToHashSet();
        for (var module = 0; module < context.Graph.ModuleCount; module++)
        {
            if (context.LibraryOf[module] == context.LibraryOf[root] && context.Graph.InInit(module) && !lost.Contains(module))
            {
                return false;
            }
        }

        return true;
    }

    private IReadOnlyList<TakenLibrary> Taken(ImportUnit unit)
    {
        var own = context.LibraryOf[unit.Roots[0]];
        return [.. unit.Lost
            .Where(module => context.LibraryOf[module] != own)
            .GroupBy(module => context.LibraryOf[module])
            .Select(group => new TakenLibrary(context.Libraries[group.Key], group.Sum(context.Costs.Ms), group.Count()))
            .Where(taken => taken.Ms >= LeastTakenMs)
            .OrderByDescending(taken => taken.Ms).ThenBy(taken => taken.Library, StringComparer.Ordinal)
            .Take(MostTaken)];
    }

    private List<string> Evidence(ImportUnit unit, Verdict verdict, IReadOnlyList<TakenLibrary> takes)
    {
        List<string> evidence = [.. verdict.Reasons, wording.Cost(unit)];
        if (takes.Count > 0)
        {
            evidence.Add($"With it go {Wording.List([.. takes.Select(taken => $"{Plain(taken.Library)} ({Wording.Ms(taken.Ms)})")], 4)}.");
        }

        if (unit.Reloaded.Ms * unit.ReloadShare >= LeastTakenMs)
        {
            evidence.Add($"Of that, {Wording.Ms(unit.Reloaded.Ms)} would move in {Wording.Share(unit.ReloadShare)} of invocations: events import {unit.Reloaded.Modules} of the modules themselves.");
        }

        if (unit.Roots.Any(root => context.Imports.Modules[root].Failed))
        {
            evidence.Add("Its import failed and the failure was caught: the attempt itself costs this.");
        }

        return evidence;
    }

    private static string Plain(string library) => library switch
    {
        AnalysisContext.StandardLibrary => "standard library modules",
        AnalysisContext.OwnCode => "modules of the function",
        _ => library,
    };
}
