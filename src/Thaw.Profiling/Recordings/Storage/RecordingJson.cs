using System.Text.Json.Serialization;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>How the JSON files of a recording are written: camelCase, nothing computed, nothing unknown.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(RecordingManifest))]
[JsonSerializable(typeof(BaselinePass))]
[JsonSerializable(typeof(ImportsPass))]
[JsonSerializable(typeof(UsageDocument))]
[JsonSerializable(typeof(ChildrenPass))]
internal sealed partial class RecordingJson : JsonSerializerContext;
