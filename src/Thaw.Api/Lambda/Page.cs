using System.Globalization;
using Thaw.Hosting;

namespace Thaw.Api.Lambda;

/// <summary>A part of a list, for clients that ask for one page after the other.</summary>
internal static class Page
{
    private const int MostItems = 50;

    /// <summary>The items from the request's Marker on, and the Marker of the next page; null after the last.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Of<T>(ApiRequest request, IReadOnlyList<T> all)
    {
        var start = Number(request.Query("Marker") ?? "0", "Marker", 0);
        var size = Math.Min(MostItems, Number(request.Query("MaxItems") ?? "50", "MaxItems", 1));
        var end = start + size;
        return ([.. all.Skip(start).Take(size)], end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static int Number(string text, string name, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= 10_000
            ? number
            : throw new HostingException(HostingProblem.InvalidParameterValue, $"{name} is not a number from {least} to 10000.");
}
