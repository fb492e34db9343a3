using System.Collections.Concurrent;
using Thaw.Pager.Maps;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Prefetching;

/// <summary>The policies that requests can name: the four steps of REAP's Fig. 7, and what is added.</summary>
public static class PrefetchPolicies
{
    /// <summary>The one that is meant when a request names none.</summary>
    public const string Usual = "lazy";

    private static readonly ConcurrentDictionary<string, IPrefetchPolicy> Known = new(StringComparer.Ordinal)
    {
        ["lazy"] = new LazyPolicy(),
        ["parallel"] = new WholeWorkingSet("parallel", PrefetchSupply.Source),
        ["ws-file"] = new WholeWorkingSet("ws-file", PrefetchSupply.WorkingSetFile),
        ["reap"] = new WholeWorkingSet("reap", PrefetchSupply.DirectWorkingSetFile),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds one; it replaces one of the same name.</summary>
    public static void Add(IPrefetchPolicy policy) => Known[policy.Name] = policy;

    /// <summary>Finds one.</summary>
    /// <exception cref="PagerException">There is none of this name.</exception>
    public static IPrefetchPolicy Find(string name) => Known.TryGetValue(name, out var policy)
        ? policy
        : throw new PagerException($"no mode '{name}'; there are {string.Join(", ", Names)}");

    private sealed class LazyPolicy : IPrefetchPolicy
    {
        public string Name => Usual;

        public bool NeedsWorkingSet => false;

        public PrefetchPlan Plan(IReadOnlyDictionary<uint, PageMap> maps, WorkingSetTable? workingSet) => PrefetchPlan.Nothing;
    }

    private sealed class WholeWorkingSet(string name, PrefetchSupply supply) : IPrefetchPolicy
    {
        public string Name => name;

        public bool NeedsWorkingSet => true;

        public PrefetchPlan Plan(IReadOnlyDictionary<uint, PageMap> maps, WorkingSetTable? workingSet) =>
            workingSet is null ? PrefetchPlan.Nothing : new PrefetchPlan(supply, workingSet.Runs);
    }
}
