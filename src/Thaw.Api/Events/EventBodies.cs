using System.Text.Json.Serialization;

namespace Thaw.Api.Events;

// The shapes of AWS Lambda's API of 2019-09-25, as its service description names them.
internal sealed record DestinationBody(string? Destination);

internal sealed record DestinationsBody(DestinationBody? OnSuccess, DestinationBody? OnFailure);

internal sealed record EventRulesRequestBody(int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DestinationsBody? DestinationConfig);

internal sealed record EventRulesBody(
    double LastModified, string FunctionArn, int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DestinationsBody DestinationConfig);

internal sealed record ListEventRulesBody(IReadOnlyList<EventRulesBody> FunctionEventInvokeConfigs, string? NextMarker);

/// <summary>The bodies' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventRulesRequestBody))]
[JsonSerializable(typeof(EventRulesBody))]
[JsonSerializable(typeof(ListEventRulesBody))]
internal sealed partial class EventRulesJson : JsonSerializerContext;
