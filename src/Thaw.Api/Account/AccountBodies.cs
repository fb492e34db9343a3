using System.Text.Json.Serialization;

namespace Thaw.Api.Account;

// The shapes of AWS Lambda's API of 2016-08-19, as its service description names them.
internal sealed record AccountLimitBody(
    long TotalCodeSize, long CodeSizeUnzipped, long CodeSizeZipped, int ConcurrentExecutions, int UnreservedConcurrentExecutions);

internal sealed record AccountUsageBody(long TotalCodeSize, long FunctionCount);

internal sealed record AccountSettingsBody(AccountLimitBody AccountLimit, AccountUsageBody AccountUsage);

/// <summary>The bodies' JSON, made without reflection.</summary>
[JsonSerializable(typeof(AccountSettingsBody))]
internal sealed partial class AccountJson : JsonSerializerContext;
