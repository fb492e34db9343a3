using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Events;

/// <summary>An asynchronous event that a caller was promised.</summary>
/// <param name="RequestId">The same for every attempt.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Qualifier">The version or alias that the caller named; null: the latest.</param>
/// <param name="Event">JSON in UTF-8.</param>
/// <param name="ClientContext">As in an invocation.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Attempts">How many have failed.</param>
internal sealed record AcceptedEvent(
    string RequestId, string Function, string? Qualifier, byte[] Event, string? ClientContext, DateTimeOffset AcceptedAt, int Attempts)
{
    /// <summary>How many events caused each other before this one.</summary>
    public int Hops { get; init; }

    /// <summary>The trace that its caller belongs to, as <see cref="Instances.Invocation.TraceHeader"/>; null: none.</summary>
    public string? Trace { get; init; }

    private const string Schema = "thaw.event";
    private const int Version = 1;

    public void Write(string path) => ChecksummedFile.Write(path, Schema, Version, this, EventJson.Default.AcceptedEvent);

    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static AcceptedEvent Read(string path) => ChecksummedFile.Read(path, Schema, Version, EventJson.Default.AcceptedEvent);
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AcceptedEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
