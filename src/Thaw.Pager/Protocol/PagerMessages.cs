using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Pager.Engine;
using Thaw.Pager.Sources;
using Thaw.Pager.Statistics;

namespace Thaw.Pager.Protocol;

/// <summary>The versions of the protocol that this pager speaks.</summary>
internal static class ProtocolVersions
{
    public const int Current = 1;
}

/// <summary>What a client sends: one message each, its kind in <see cref="Type"/>. docs/pager.md describes them.</summary>
internal sealed record PagerRequest
{
    /// <summary>hello, restore, regions, stop-recording, settle, stream or cancel.</summary>
    public required string Type { get; init; }

    /// <summary>Of a hello: the versions that the client speaks.</summary>
    public IReadOnlyList<int>? Versions { get; init; }

    /// <summary>Of a restore: which process's memory, and where it comes from.</summary>
    public RestoreRequest? Restore { get; init; }

    /// <summary>Of regions: more of them.</summary>
    public IReadOnlyList<RegionEntry>? Regions { get; init; }
}

/// <summary>The order for a restore. What a client leaves out keeps its default only where there is a setter: generated readers pass null to others.</summary>
internal sealed record RestoreRequest
{
    /// <summary>Of CRIU: the folder of its images. The memory then comes from there, and through <see cref="Socket"/>.</summary>
    public string? Images { get; init; }

    /// <summary>Of CRIU: the path at which it will look for a lazy-pages daemon.</summary>
    public string? Socket { get; init; }

    /// <summary>What the descriptors of this message are, in their order: userfaultfd, process, source.</summary>
    public IReadOnlyList<string> Descriptors { get; set; } = [];

    public IReadOnlyList<SourceEntry> Sources { get; set; } = [];

    public IReadOnlyList<RegionEntry> Regions { get; set; } = [];

    /// <summary>Whether messages with more regions follow; the last of them is empty.</summary>
    public bool MoreRegions { get; init; }

    public string? Mode { get; init; }

    public string? WorkingSet { get; init; }

    public string? RecordTo { get; init; }

    public int? GapPages { get; init; }

    /// <summary>What else tells this snapshot from others.</summary>
    public string Label { get; set; } = "";

    /// <summary>Whether what is missing is streamed as soon as the working set is there, instead of when it is asked for.</summary>
    public bool Stream { get; init; }
}

/// <summary>A file, an address with the length of what is there, or a descriptor of the message that is a source.</summary>
internal sealed record SourceEntry(string? File, SourceAccess Access = SourceAccess.Map, string? Address = null, long Length = 0);

/// <summary>A registered range, and where its pages are: without a source they are zeros.</summary>
internal sealed record RegionEntry(ulong Address, long Length, int? Source = null, long Offset = 0);

/// <summary>What the pager sends.</summary>
internal sealed record PagerReply
{
    /// <summary>hello, ready, attached, prefetched, recorded, end or error.</summary>
    public required string Type { get; init; }

    public int? Version { get; init; }

    public IReadOnlyList<string>? Modes { get; init; }

    /// <summary>Of an error, of an end, of a prefetch that did not come about: why.</summary>
    public string? Message { get; init; }

    public PagingOutcome? Outcome { get; init; }

    public PagerStatistics? Statistics { get; init; }

    public RecordedSet? Recorded { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, RespectNullableAnnotations = true, MaxDepth = 8)]
[JsonSerializable(typeof(PagerRequest))]
[JsonSerializable(typeof(PagerReply))]
internal sealed partial class PagerJson : JsonSerializerContext
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="PagerException">It is none.</exception>
    public static PagerRequest ReadRequest(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, Default.PagerRequest) ?? throw new PagerException("a message that is nothing");
        }
        catch (JsonException e)
        {
            throw new PagerException($"a message that is none of this protocol: {e.Message}", e);
        }
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="PagerException">It is none.</exception>
    public static PagerReply ReadReply(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, Default.PagerReply) ?? throw new PagerException("a message that is nothing");
        }
        catch (JsonException e)
        {
            throw new PagerException($"the pager sent a message that is none of this protocol: {e.Message}", e);
        }
    }
}
