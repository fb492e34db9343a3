using System.Text.Json.Serialization;

namespace Thaw.Api.Concurrency;

// The shapes of AWS Lambda's API of 2017-10-31 and 2019-09-30, as its service description names them.
internal sealed record ReservedBody(int? ReservedConcurrentExecutions);

internal sealed record ProvisionedRequestBody(int? ProvisionedConcurrentExecutions);

internal sealed record ProvisionedBody(
    string? FunctionArn, int RequestedProvisionedConcurrentExecutions, int AvailableProvisionedConcurrentExecutions,
    int AllocatedProvisionedConcurrentExecutions, string Status, string? StatusReason, string LastModified);

internal sealed record ListProvisionedBody(IReadOnlyList<ProvisionedBody> ProvisionedConcurrencyConfigs, string? NextMarker);

/// <summary>The bodies' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReservedBody))]
[JsonSerializable(typeof(ProvisionedRequestBody))]
[JsonSerializable(typeof(ProvisionedBody))]
[JsonSerializable(typeof(ListProvisionedBody))]
internal sealed partial class ConcurrencyJson : JsonSerializerContext;
