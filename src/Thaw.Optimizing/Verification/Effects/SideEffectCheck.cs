using Thaw.Python.Environments;

namespace Thaw.Optimizing.Verification.Effects;

/// <summary>Compares what init and the events leave behind for other code to see.</summary>
internal static class SideEffectCheck
{
    /// <summary>The modules of libraries that the result has not loaded, in the original's order.</summary>
    /// <remarks>
    /// Not the function's own: what one of those leaves behind when it is imported is what it was written for.
    /// </remarks>
    public static IReadOnlyList<string> LibraryModules(FunctionSide original, SequenceRun run)
    {
        var index = new DistributionIndex(original.Prepared.Environment, original.Function.Root);
        return
        [
            .. run.Modules
                .Where(module => index.LibraryOf(module.Name, module.File.Length > 0 ? module.File : null) != DistributionIndex.Function)
                .Select(module => module.Name)
                .Where(name => !name.StartsWith("_thaw", StringComparison.Ordinal) && !name.StartsWith("__m", StringComparison.Ordinal)),
        ];
    }

    /// <summary>What differs at any moment, each thing once; with a rule where it is harmless.</summary>
    /// <param name="originals">Runs of the original: what differs between them is not compared.</param>
    /// <param name="result">The result, which loads <see cref="LibraryModules"/> at its end.</param>
    /// <param name="edited">The edited modules.</param>
    public static IReadOnlyList<Difference> Compare(
        IReadOnlyList<SequenceRun> originals, SequenceRun result, IReadOnlySet<string> edited)
    {
        var rules = new SideEffectRules(edited, result.Restored);
        var found = new Dictionary<(string, string), Difference>();
        int moments = Math.Min(result.Snapshots.Count, originals.Min(run => run.Snapshots.Count));
        for (int i = 0; i < moments; i++)
        {
            StateSnapshot[] before = [.. originals.Select(run => run.Snapshots[i])];
            foreach (((string, string) key, Difference difference) in CompareMoment(before, result.Snapshots[i], rules))
            {
                // What counts at one moment counts, whatever another says.
                if (!found.TryGetValue(key, out Difference? known) || (known.Rule is not null && difference.Rule is null))
                {
                    found[key] = difference;
                }
            }
        }

        return [.. found.Values.OrderBy(item => item.Where, StringComparer.Ordinal).ThenBy(item => item.What, StringComparer.Ordinal)];
    }

    /// <summary>What of the interpreter's state varies between runs of the original.</summary>
    public static IReadOnlyList<MaskedPart> Varying(IReadOnlyList<SequenceRun> originals) =>
    [
        .. Enumerable.Range(0, originals.Min(run => run.Snapshots.Count))
            .SelectMany(i => VaryingKeys([.. originals.Select(run => run.Snapshots[i])]))
            .Distinct()
            .Select(key => new MaskedPart("", $"{key.Kind} {key.Key}", "differs between two runs of the original"))
            .OrderBy(part => part.Where, StringComparer.Ordinal),
    ];

    private static IEnumerable<((string, string) Key, Difference Difference)> CompareMoment(
        StateSnapshot[] originals, StateSnapshot result, SideEffectRules rules)
    {
        StateSnapshot original = originals[0];
        HashSet<(string, string)> varying = [.. VaryingKeys(originals)];
        foreach ((string Kind, string Key) key in original.Entries.Keys.Union(result.Entries.Keys).Where(key => !varying.Contains(key)))
        {
            StateEntry? before = original.Entries.GetValueOrDefault(key);
            StateEntry? after = result.Entries.GetValueOrDefault(key);
            if (before?.Value != after?.Value && !rules.IsLaziness((before ?? after)!, result))
            {
                string what = $"{OneLine.Of(key.Key)}, {original.Moment}";
                yield return (key, new Difference(
                    Check.SideEffects, key.Kind, what, TextOf(before), TextOf(after), rules.Judge(before, after, result))
                {
                    Missed = MissedModule(before, result),
                });
            }
        }
    }

    private static IEnumerable<(string Kind, string Key)> VaryingKeys(StateSnapshot[] snapshots) =>
        snapshots.Skip(1).SelectMany(other => snapshots[0].Entries.Keys.Union(other.Entries.Keys).Where(key =>
            snapshots[0].Entries.GetValueOrDefault(key)?.Value != other.Entries.GetValueOrDefault(key)?.Value));

    /// <summary>The module that leaves it behind: the registered object's, or the one that holds it.</summary>
    private static string? MissedModule(StateEntry? before, StateSnapshot result) =>
        new[] { before?.Owner, before?.Home }.FirstOrDefault(module => module?.Length > 0 && !result.Modules.Contains(module));

    private static string TextOf(StateEntry? entry) =>
        entry is null ? "absent" : OneLine.Of(entry.Value.Trim('\n').Length > 0 ? entry.Value : "there");
}
