namespace Thaw.Images.Planning;

/// <summary>Names images after their costliest parts.</summary>
internal static class ImageName
{
    private const int MostNamed = 3;

    /// <summary>What an image of a tree has beyond its parent: the parts that take longest, and how many more.</summary>
    public static string Of(ImageTree tree, int image, IReadOnlyList<ImagePart> parts)
    {
        var above = tree.Parent(image) is >= 0 and var parent ? tree.Sets[parent].Indices.ToHashSet() : [];
        var own = tree.Sets[image].Indices.Where(index => !above.Contains(index)).Select(index => parts[index])
            .OrderByDescending(part => part.InitMs).ThenBy(part => part.Name, StringComparer.Ordinal).ToList();
        return own.Count == 0 ? "interpreter"
            : string.Join(", ", own.Take(MostNamed).Select(part => part.Name)) + (own.Count > MostNamed ? $" and {own.Count - MostNamed} more" : "");
    }
}
