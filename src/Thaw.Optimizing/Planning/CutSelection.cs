namespace Thaw.Optimizing.Planning;

/// <summary>The cuts of a plan in the making.</summary>
internal sealed class CutSelection(PlanState state)
{
    private readonly bool[] _isCut = new bool[state.Candidates.All.Count];
    private readonly Dictionary<int, string> _reasons = [];

    /// <summary>Candidates that are cut, by index.</summary>
    public bool[] IsCut => _isCut;

    /// <summary>Share of invocations that load each module under the cuts before small ones were dropped, 0 to 1.</summary>
    public double[] Shares { get; private set; } = [];

    /// <summary>Why a candidate that could be cut is not; null for one that is cut or can't be.</summary>
    public string? WhyNotCut(int candidate) => _reasons.GetValueOrDefault(candidate);

    /// <summary>Modules that init still loads.</summary>
    public bool[] Loaded => state.Graph.Loaded(_isCut, []);

    /// <summary>Cuts whatever may be cut.</summary>
    public void CutAll()
    {
        foreach (var candidate in state.Candidates.All)
        {
            _isCut[candidate.Id] = state.WhyNot(candidate) is null;
        }
    }

    /// <summary>
    /// Puts back statements that lead from a loaded module to one that most invocations load after all, until there
    /// are no more. Where no loaded module names it, the code imports it where it needs it, and it stays out. Where several
    /// statements lead to it, the one that loads the least besides.
    /// </summary>
    public void PutBackWhatEventsLoad()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            Shares = state.Events.Shares(state.Graph, _isCut);
            var loaded = Loaded;
            foreach (var candidate in state.Candidates.All)
            {
                for (; Leads(candidate, loaded) && UsedTarget(candidate, loaded) is >= 0 and var used; loaded = Loaded)
                {
                    PutBack(Cheapest(used, loaded), used);
                    changed = true;
                }
            }
        }
    }

    private bool Leads(Candidate candidate, bool[] loaded) => _isCut[candidate.Id] && candidate.Holder >= 0 && loaded[candidate.Holder];

    private int UsedTarget(Candidate candidate, bool[] loaded) =>
        state.Graph.TargetsOf(candidate).FirstOrDefault(target => !loaded[target] && IsUsed(target), -1);

    private int Cheapest(int used, bool[] loaded)
    {
        int[] leading = [.. state.Graph.LeadingTo(used).Where(candidate => Leads(candidate, loaded)).Select(candidate => candidate.Id)];
        return leading.Length == 1 ? leading[0] : leading.MinBy(candidate => Difference(candidate).Where(module => !IsUsed(module)).Sum(state.Costs.Ms));
    }

    private void PutBack(int candidate, int used)
    {
        _isCut[candidate] = false;
        _reasons[candidate] = $"events with {100 * Shares[used]:0} % of all invocations load {state.Imports.Modules[used].Name}";
    }

    /// <summary>Forgets cuts that lie in modules that are not loaded, or whose targets are all loaded.</summary>
    public void KeepBorder()
    {
        var loaded = Loaded;
        foreach (var candidate in state.Candidates.All.Where(candidate => _isCut[candidate.Id]))
        {
            _isCut[candidate.Id] = candidate.Holder >= 0 && loaded[candidate.Holder]
                && state.Graph.TargetsOf(candidate).Any(target => !loaded[target]);
            if (!_isCut[candidate.Id])
            {
                _reasons[candidate.Id] = "others load the same in init";
            }
        }
    }

    /// <summary>Drops cuts that gain less than an edit needs, the smallest first.</summary>
    /// <remarks>
    /// Cuts that spare the same modules do so only together: they are kept or dropped as one, and what each further
    /// edited file costs is taken off what they gain. What cuts gain only shrinks when others are dropped, so a gain that
    /// was small before still is. Those that were large enough are looked at again in the end.
    /// </remarks>
    public void DropSmall()
    {
        var groups = Groups();
        for (var isFresh = true; ;)
        {
            var smallest = groups.OrderBy(group => group.Ms).ThenBy(group => group.Cuts[0]).FirstOrDefault();
            if (smallest.Cuts is not null && smallest.Ms < state.MinSavingMs)
            {
                Drop(smallest);
                groups.Remove(smallest);
                isFresh = false;
            }
            else if (isFresh)
            {
                return;
            }
            else
            {
                groups = Groups();
                isFresh = true;
            }
        }
    }

    private void Drop((int[] Cuts, double Ms) group)
    {
        var together = group.Cuts.Length > 1 ? $", {group.Cuts.Length} edits together" : "";
        foreach (var cut in group.Cuts)
        {
            _isCut[cut] = false;
            _reasons[cut] = $"it saves too little ({group.Ms:0.00} ms{together}; --min-saving is {state.MinSavingMs:0.00})";
        }
    }

    /// <summary>Cuts that spare the same modules, with what they gain less what their files cost beyond the first.</summary>
    private List<(int[] Cuts, double Ms)> Groups() =>
    [
        .. state.Candidates.All.Where(candidate => _isCut[candidate.Id])
            .Select(candidate => (candidate.Edit.File, candidate.Id, Spared: Difference(candidate.Id)))
            .GroupBy(cut => string.Join(',', cut.Spared), StringComparer.Ordinal)
            .Select(group => (
                Cuts: group.Select(cut => cut.Id).ToArray(),
                Ms: GainOf(group.First().Spared) - (PlanOptions.EditedFileMs * (group.Select(cut => cut.File).Distinct().Count() - 1)))),
    ];

    private double GainOf(IReadOnlyList<int> spared) => spared.Sum(module => state.Costs.Ms(module) * (1 - Shares[module]));

    /// <summary>Modules that init would load again without this cut.</summary>
    public IReadOnlyList<int> Difference(int candidate)
    {
        var with = Loaded;
        var old = _isCut[candidate];
        _isCut[candidate] = !old;
        var without = Loaded;
        _isCut[candidate] = old;
        return [.. Enumerable.Range(0, with.Length).Where(module => with[module] != without[module])];
    }

    private bool IsUsed(int module) => Shares[module] > state.Options.MaxEventShare;
}
