using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Recordings;

namespace Thaw.Cli.Profile;

/// <summary>The costliest loads as a tree: who loaded what first, how long it took with all below, and whether it is used.</summary>
internal static class TerminalReportTree
{
    private const int MostRows = 18;
    private const int MostDepth = 4;
    private const double LeastShare = 0.02;
    private const int Numbers = 32;

    /// <summary>Writes the tree.</summary>
    public static void Write(TerminalReportText text, ProfileAnalysis analysis)
    {
        if (analysis.Recording.Imports is not { } imports || analysis.Graph is null)
        {
            return;
        }

        var bytes = CumulativeBytes(imports);
        var shown = Choose(imports);
        text.Heading("Costly imports");
        text.Line(("dim", $"{"with all that they load",-24}".PadRight(text.Width - Numbers) + $"{"ms",9}{"MB",8}  in events"));
        foreach (var root in shown.Where(module => !shown.Contains(imports.Modules[module].Parent)).Order())
        {
            Row(root, "", "");
        }

        void Row(int module, string branch, string below)
        {
            var (word, style) = Use(analysis.Modules[module]);
            var width = text.Width - Numbers - branch.Length;
            var name = TerminalReportText.Fit(NameOf(imports.Modules[module]), width);
            text.Line(
                ("dim", branch), ("", name.PadRight(width)),
                ("", $"{TerminalReportText.Ms(imports.Modules[module].CumulativeMs),9}{TerminalReportText.Megabytes(bytes[module]),8}  "), (style, word));
            var children = shown.Where(child => imports.Modules[child].Parent == module)
                .OrderByDescending(child => imports.Modules[child].CumulativeMs).ToArray();
            for (var i = 0; i < children.Length; i++)
            {
                var last = i == children.Length - 1;
                Row(children[i], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
            }
        }
    }

    private static string NameOf(ModuleLoad module) => module.Failed ? $"{module.Name} (failed)" : module.Name;

    private static (string Word, string Style) Use(ModuleFacts facts) => facts.Use switch
    {
        UseState.Used => ("used", "green"),
        UseState.Rare => ("rarely", "yellow"),
        UseState.InitOnly => ("set-up only", "blue"),
        UseState.NotSeen => ("not seen", "red"),
        _ => ("unknown", "dim"),
    };

    /// <summary>From the top, always the costliest load whose loader is shown already.</summary>
    private static HashSet<int> Choose(ImportsPass imports)
    {
        var children = imports.Modules.Where(module => module.Phase == "init").ToLookup(module => module.Parent < module.Id ? module.Parent : -1);
        var least = LeastShare * imports.InitMs;
        var open = new PriorityQueue<(ModuleLoad Module, int Depth), double>();
        var shown = new HashSet<int>();
        Offer(-1, 0);
        while (shown.Count < MostRows && open.TryDequeue(out var next, out _))
        {
            shown.Add(next.Module.Id);
            if (next.Depth < MostDepth)
            {
                Offer(next.Module.Id, next.Depth + 1);
            }
        }

        return shown;

        void Offer(int parent, int depth)
        {
            foreach (var child in children[parent].Where(child => child.CumulativeMs >= least))
            {
                open.Enqueue((child, depth), -child.CumulativeMs);
            }
        }
    }

    private static double[] CumulativeBytes(ImportsPass imports)
    {
        var bytes = imports.Modules.Select(module => (double)module.ResidentBytes).ToArray();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (imports.Modules[i].Parent is >= 0 and var parent && parent < i)
            {
                bytes[parent] += bytes[i];
            }
        }

        return bytes;
    }
}
