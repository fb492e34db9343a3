using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Hosting.Snapshots;

/// <summary>What a runtime says of its process before it is captured.</summary>
/// <param name="Variables">The environment variables that were asked for; <c>*</c>: all of them.</param>
/// <param name="Obstacles">What is open that cannot be captured, each with who holds it.</param>
internal sealed record CaptureReport(IReadOnlyList<string> Variables, IReadOnlyList<string> Obstacles)
{
    private const string Every = "*";

    /// <summary>Whether one of these was asked for.</summary>
    public bool AsksFor(IEnumerable<string> names) => Variables.Contains(Every) || names.Any(name => Variables.Contains(name));
}

/// <summary>Its JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CaptureReport))]
[JsonSerializable(typeof(RestoredHead))]
internal sealed partial class CaptureReportJson : JsonSerializerContext;

/// <summary>What a restored process gets to hear first.</summary>
/// <param name="Environment">Its complete environment.</param>
internal sealed record RestoredHead(IReadOnlyDictionary<string, string> Environment);
