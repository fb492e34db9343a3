using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Pager.Maps;

namespace Thaw.Pager.Adapters;

/// <summary>A range of a guest's memory, as Firecracker describes it.</summary>
/// <param name="BaseHostVirtAddr">Where it is in Firecracker.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Offset">Where the snapshot's memory file has it.</param>
/// <param name="PageSize">Bytes of a page; 0 in messages of versions that do not say.</param>
/// <param name="PageSizeKib">The older name of the same: bytes, too, in spite of it.</param>
internal sealed record FirecrackerRegion(ulong BaseHostVirtAddr, long Size, long Offset, long PageSize = 0, long PageSizeKib = 0);

/// <summary>What Firecracker sends to a page-fault handler: one JSON array of regions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 4)]
[JsonSerializable(typeof(FirecrackerRegion[]))]
internal sealed partial class FirecrackerHandOver : JsonSerializerContext
{
    // Firecracker's guests have a few regions; a message is one packet's worth.
    private const int MostRegions = 1024;

    /// <summary>Reads the array.</summary>
    /// <param name="message">All of it.</param>
    /// <exception cref="PagerException">It is not what Firecracker sends, or of pages that cannot be served.</exception>
    public static IReadOnlyList<PageRun> Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var regions = JsonSerializer.Deserialize(message, Default.FirecrackerRegionArray);
            if (regions is not { Length: > 0 and <= MostRegions })
                throw new PagerException($"a hand-over of {regions?.Length ?? 0} regions; 1 to {MostRegions} are expected");
            return [.. regions.Select(RunOf)];
        }
        catch (JsonException e)
        {
            throw new PagerException($"a hand-over that is not Firecracker's: {e.Message}", e);
        }
    }

    private static PageRun RunOf(FirecrackerRegion? region)
    {
        if (region is null)
            throw new PagerException("a hand-over that is not Firecracker's: a region is nothing");
        var page = Math.Max(region.PageSize, region.PageSizeKib);
        if (page != 0 && page != PageMap.PageBytes)
            throw new PagerException($"a guest with pages of {page} bytes; only those of {PageMap.PageBytes} are served");
        return new PageRun(region.BaseHostVirtAddr, region.Size, 0, region.Offset);
    }
}
