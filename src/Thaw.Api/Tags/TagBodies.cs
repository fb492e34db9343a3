using System.Text.Json.Serialization;

namespace Thaw.Api.Tags;

// The shape of AWS Lambda's API of 2017-03-31, as its service description names it.
internal sealed record TagsBody(IReadOnlyDictionary<string, string>? Tags);

/// <summary>The body's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TagsBody))]
internal sealed partial class TagJson : JsonSerializerContext;
