using System.Text.RegularExpressions;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification;

/// <summary>Writes the result's paths as the original's, so that texts that name files can be compared.</summary>
/// <remarks>
/// The result is another folder, and an edited library file lies in it instead of in the environment. What lies at the
/// top of the result and not of the original, but in the environment, came from there. Addresses of services are mapped, too.
/// </remarks>
internal sealed class PathMap
{
    private readonly IReadOnlyList<(Regex From, string To)> _places;

    private PathMap(IReadOnlyList<(Regex From, string To)> places) => _places = places;

    /// <summary>Leaves texts as they are.</summary>
    public static PathMap None { get; } = new([]);

    /// <summary>From the result's paths to the original's.</summary>
    public static PathMap Between(PreparedFunction original, PreparedFunction result)
    {
        string from = result.Function.Root;
        string to = original.Function.Root;
        if (from == to)
        {
            return None;
        }

        var places = new List<(string From, string To)>();
        foreach (string entry in Directory.EnumerateFileSystemEntries(from))
        {
            string name = Path.GetFileName(entry);
            string? library = Path.Exists(Path.Combine(to, name))
                ? null
                : original.Environment.SitePackages.Select(folder => Path.Combine(folder, name)).FirstOrDefault(Path.Exists);
            if (library is not null)
            {
                places.Add((entry, library));
            }
        }

        places.Add((from, to));
        // Each has services of its own, at other addresses.
        places.AddRange(
            from variable in result.ServiceVariables
            let known = original.ServiceVariables.GetValueOrDefault(variable.Key)
            where known?.Length > 0 && known != variable.Value
            select (variable.Value, known));
        return new PathMap([.. places.OrderByDescending(place => place.From.Length).Select(place => (Whole(place.From), place.To))]);
    }

    /// <summary>The text with the original's paths.</summary>
    public string Apply(string text)
    {
        foreach ((Regex from, string to) in _places)
        {
            text = from.Replace(text, _ => to);
        }

        return text;
    }

    /// <summary>Not where a longer name only begins like it.</summary>
    private static Regex Whole(string path) => new(Regex.Escape(path) + @"(?![\w.-])", RegexOptions.CultureInvariant);
}
