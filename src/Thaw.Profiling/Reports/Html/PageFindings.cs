using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Reports.Html;

/// <summary>Findings with their places in the chart.</summary>
internal sealed class PageFindings
{
    private const string GroupEnding = ".*";

    private readonly ProfileAnalysis _analysis;
    private readonly DisplayPaths _paths;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly FrameMap _byFile;

    public PageFindings(ProfileAnalysis analysis, DisplayPaths paths)
    {
        _analysis = analysis;
        _paths = paths;
        var modules = analysis.Recording.Imports?.Modules ?? [];
        _byFile = new FrameMap(modules);
        foreach (var module in modules)
        {
            _byName.TryAdd(module.Name, module.Id);
        }
    }

    /// <summary>All of them, in their order.</summary>
    public IReadOnlyList<PageFinding> All() => [.. _analysis.Findings.Select(Of)];

    private PageFinding Of(Finding finding) => new()
    {
        Id = finding.Id,
        Pattern = finding.Pattern,
        Target = finding.Target,
        Library = finding.Library,
        SavingMs = finding.PredictedSavingMs,
        SavingBytes = finding.PredictedSavingBytes,
        Remedy = finding.Remedy,
        Evidence = finding.Evidence,
        Confidence = finding.Confidence,
        Chain = [.. finding.Chain.Select(Place)],
        Also = [.. finding.AlsoImportedAt.Select(Place)],
        Events = finding.EventsReaching,
        EventShare = finding.EventShare,
        Takes = finding.Takes,
        Modules = ModulesOf(finding),
        Lost = Lost(finding),
    };

    private string Place(SourceLine line) => _paths.At(line.File, line.Line);

    private IReadOnlyList<int> ModulesOf(Finding finding)
    {
        if (finding.Pattern == Patterns.Setup)
        {
            var module = finding.ImportedAt is { } line ? _byFile.ModuleOf(line.File) : -1;
            return module < 0 ? [] : [module];
        }

        var group = finding.Target.EndsWith(GroupEnding, StringComparison.Ordinal) ? finding.Target[..^GroupEnding.Length] : finding.Target;
        return [.. finding.Members.Append(group).Where(_byName.ContainsKey).Select(name => _byName[name])
            .Where(module => _analysis.Graph!.InInit(module)).Take(finding.Members.Count > 0 ? finding.Members.Count : 1)];
    }

    /// <summary>In load order neighbours go together, so ranges are short.</summary>
    private List<int> Lost(Finding finding)
    {
        var ranges = new List<int>();
        if (_analysis.Graph is not { } graph || finding.Pattern == Patterns.Setup)
        {
            return ranges;
        }

        var loaded = graph.LoadedWithout(finding.Cuts);
        for (var module = 0; module < loaded.Length; module++)
        {
            if (loaded[module] || !graph.InInit(module))
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^2] + ranges[^1] == module)
            {
                ranges[^1]++;
            }
            else
            {
                ranges.AddRange([module, 1]);
            }
        }

        return ranges;
    }
}
