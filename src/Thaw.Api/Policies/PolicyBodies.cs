using System.Text.Json.Serialization;

namespace Thaw.Api.Policies;

// The shapes of AWS Lambda's API of 2015-03-31, as its service description names them.
internal sealed record AddPermissionBody(
    string? StatementId, string? Action, string? Principal, string? SourceArn, string? SourceAccount, string? EventSourceToken, string? RevisionId,
    [property: JsonPropertyName("PrincipalOrgID")] string? PrincipalOrganization, string? FunctionUrlAuthType);

internal sealed record StatementBody(string Statement);

internal sealed record PolicyBody(string Policy, string RevisionId);

/// <summary>The bodies' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AddPermissionBody))]
[JsonSerializable(typeof(StatementBody))]
[JsonSerializable(typeof(PolicyBody))]
internal sealed partial class PolicyJson : JsonSerializerContext;
