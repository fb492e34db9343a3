using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Manifests;

/// <summary>The JSON of what a snapshot's folder holds, made without reflection: it is read in the path of a cold start.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true, MaxDepth = 8, NumberHandling = JsonNumberHandling.Strict, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SnapshotManifest))]
[JsonSerializable(typeof(VerifiedState))]
internal sealed partial class ManifestJson : JsonSerializerContext;
