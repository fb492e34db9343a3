namespace Thaw.Images.Planning;

/// <summary>Names images after their costliest parts.</summary>
internal static class ImageName
{
    private const int MostNamed = 3;

    /// <summary>
    /// What an image of a tree has beyond its parent: what takes longest, and how many more. Parts of one library (<c>scipy</c>, <c>scipy (2)</c>) are
    /// named once.
    /// </summary>
    public static string Of(ImageTree tree, int image, IReadOnlyList<ImagePart> parts)
    {
        var above = tree.Parent(image) is >= 0 and var parent ? tree.Sets[parent].Indices.ToHashSet() : [];
        var own = tree.Sets[image].Indices.Where(index => !above.Contains(index)).Select(index => parts[index])
            .GroupBy(part => part.Name.Split(" (")[0], StringComparer.Ordinal)
            .OrderByDescending(library => library.Sum(part => part.InitMs)).ThenBy(library => library.Key, StringComparer.Ordinal)
            .Select(library => library.Key).ToList();
        return own.Count == 0 ? "interpreter"
            : string.Join(", ", own.Take(MostNamed)) + (own.Count > MostNamed ? $" and {own.Count - MostNamed} more" : "");
    }
}
