namespace Thaw.Optimizing.Verification.Names;

/// <summary>Compares what the names of the edited modules lead to.</summary>
internal static class NamesCheck
{
    /// <summary>Names that the rewriting itself adds: they are not listed and start with an underscore.</summary>
    private const char Private = '_';

    /// <summary>
    /// A package's attribute for a module in it is set by whoever imports that. Code that needs a module of which the name
    /// says that it is the package's own business imports it; that others did is nothing to rely on.
    /// </summary>
    private const string PrivateModule = "a private module of the package that nothing has imported yet";

    /// <summary>What differs, module by module.</summary>
    /// <param name="originals">Two looks at the original: what differs between them is not compared.</param>
    /// <param name="result">The result.</param>
    public static IEnumerable<Difference> Compare(IReadOnlyList<ResolvedNames> originals, ResolvedNames result)
    {
        ResolvedNames original = originals[0];
        if (original.Problem is not null || result.Problem is not null)
        {
            if (original.Problem != result.Problem)
            {
                yield return Different(result.Module, "import", original.Problem ?? "works", result.Problem ?? "works");
            }

            yield break;
        }

        foreach ((string name, string value) in original.Values.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            string now = result.Values.GetValueOrDefault(name) ?? "absent";
            if (now != value && originals.All(other => other.Values.GetValueOrDefault(name) == value))
            {
                yield return Different(result.Module, name, value, now) with { Rule = IsPrivateModuleAway(original, result, name) ? PrivateModule : null };
            }
        }

        foreach (Difference difference in Sets("dir()", original.Listed, result.Listed)
            .Concat(Sets("import *", original.Starred, result.Starred)))
        {
            yield return difference;
        }

        IEnumerable<Difference> Sets(string what, IReadOnlySet<string> before, IReadOnlySet<string> after) =>
            before.Except(after).Where(name => IsStable(what, name)).Order(StringComparer.Ordinal)
                .Select(name => Different(result.Module, $"{what} {name}", "there", "absent") with { Rule = IsPrivateModuleAway(original, result, name) ? PrivateModule : null })
                .Concat(after.Except(before).Where(name => name[0] != Private).Order(StringComparer.Ordinal)
                    .Select(name => Different(result.Module, $"{what} {name}", "absent", "there")));

        bool IsStable(string what, string name) =>
            originals.All(other => (what == "dir()" ? other.Listed : other.Starred).Contains(name));
    }

    /// <summary>True for a private module of a package that the original loads and the result does not.</summary>
    public static bool IsPrivateModuleAway(ResolvedNames original, ResolvedNames result, string name) =>
        name[0] == Private && original.Values.GetValueOrDefault(name) == $"module {result.Module}.{name}"
        && result.Values.GetValueOrDefault(name)?.StartsWith("raises ", StringComparison.Ordinal) != false;

    private static Difference Different(string module, string what, string before, string after) =>
        new(Check.Names, module, what, OneLine.Of(before), OneLine.Of(after));
}
