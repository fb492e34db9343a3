using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Api.Concurrency;

namespace Thaw.Api.Lambda;

// The shapes of AWS Lambda's API of 2015-03-31, as its service description names them. What is null is not written.
// Ours are ThawPackages (the Debian packages of the host that the function declares), ThawSandbox (what its sandbox has), ThawKeepAlive
// (how long its idle instances are kept), and ThawImage (which dependency image they are forked from).
internal sealed record EnvironmentBody(IReadOnlyDictionary<string, string>? Variables);

internal sealed record StorageBody(int Size);

// Network: none or egress. Forward: ports of the host's loopback. Services: command lines. RootFs: one that was put at /thaw/v1/roots.
internal sealed record SandboxBody(string? Network, IReadOnlyList<int>? Forward, IReadOnlyDictionary<string, IReadOnlyList<string>>? Services, double? Processors, string? RootFs);

internal sealed record CodeBody(byte[]? ZipFile, string? S3Bucket, string? ImageUri);

internal sealed record DeadLetterBody(string? TargetArn);

internal sealed record TracingBody(string Mode);

internal sealed record SnapStartRequestBody(string? ApplyOn);

internal sealed record SnapStartBody(string ApplyOn, string OptimizationStatus);

/// <summary>Settings of a function; what is null stays, or is as usual.</summary>
internal abstract record SettingsBody
{
    public string? Runtime { get; init; }

    public string? Role { get; init; }

    public string? Handler { get; init; }

    public string? Description { get; init; }

    public int? Timeout { get; init; }

    public int? MemorySize { get; init; }

    public EnvironmentBody? Environment { get; init; }

    public StorageBody? EphemeralStorage { get; init; }

    public IReadOnlyList<string>? Layers { get; init; }

    public DeadLetterBody? DeadLetterConfig { get; init; }

    public SnapStartRequestBody? SnapStart { get; init; }

    // What follows is refused.
    public VpcBody? VpcConfig { get; init; }

    public IReadOnlyList<JsonElement>? FileSystemConfigs { get; init; }

    [JsonPropertyName("KMSKeyArn")]
    public string? KmsKeyArn { get; init; }

    public string? CodeSigningConfigArn { get; init; }

    // Ours.
    public IReadOnlyList<string>? ThawPackages { get; init; }

    public SandboxBody? ThawSandbox { get; init; }

    public string? ThawKeepAlive { get; init; }

    public string? ThawImage { get; init; }
}

internal sealed record CreateFunctionBody(
    string? FunctionName, CodeBody? Code, bool Publish, string? PackageType, IReadOnlyList<string>? Architectures,
    IReadOnlyDictionary<string, string>? Tags) : SettingsBody;

internal sealed record UpdateConfigurationBody(string? RevisionId) : SettingsBody;

internal sealed record UpdateCodeBody(
    byte[]? ZipFile, string? S3Bucket, string? ImageUri, bool Publish, bool DryRun, string? RevisionId, IReadOnlyList<string>? Architectures);

internal sealed record PublishVersionBody(string? CodeSha256, string? Description, string? RevisionId);

internal sealed record AliasRequestBody(string? Name, string? FunctionVersion, string? Description, string? RevisionId, RoutingBody? RoutingConfig);

internal sealed record RoutingBody(IReadOnlyDictionary<string, double>? AdditionalVersionWeights);

internal sealed record FunctionBody(
    string FunctionName, string FunctionArn, string Runtime, string Role, string Handler, long CodeSize, string Description, int Timeout,
    int MemorySize, string LastModified, string CodeSha256, string Version, EnvironmentBody? Environment, TracingBody TracingConfig,
    string RevisionId, string State, string LastUpdateStatus, string PackageType, IReadOnlyList<string> Architectures,
    StorageBody EphemeralStorage, SnapStartBody SnapStart, IReadOnlyList<FunctionLayerBody>? Layers, DeadLetterBody? DeadLetterConfig,
    IReadOnlyList<string>? ThawPackages, SandboxBody? ThawSandbox, string? ThawKeepAlive, string? ThawImage);

internal sealed record FunctionLayerBody(string Arn, long CodeSize);

internal sealed record PublishLayerBody(
    CodeBody? Content, string? Description, IReadOnlyList<string>? CompatibleRuntimes, string? LicenseInfo, IReadOnlyList<string>? CompatibleArchitectures);

internal sealed record LayerContentBody(string Location, string CodeSha256, long CodeSize);

internal sealed record LayerVersionBody(
    LayerContentBody Content, string LayerArn, string LayerVersionArn, string Description, string CreatedDate, int Version,
    IReadOnlyList<string> CompatibleRuntimes, string LicenseInfo, IReadOnlyList<string> CompatibleArchitectures);

internal sealed record LayerItemBody(
    string LayerVersionArn, int Version, string Description, string CreatedDate, IReadOnlyList<string> CompatibleRuntimes, string LicenseInfo,
    IReadOnlyList<string> CompatibleArchitectures);

internal sealed record LayerBody(string LayerName, string LayerArn, LayerItemBody LatestMatchingVersion);

internal sealed record ListLayersBody(IReadOnlyList<LayerBody> Layers, string? NextMarker);

internal sealed record ListLayerVersionsBody(IReadOnlyList<LayerItemBody> LayerVersions, string? NextMarker);

internal sealed record CodeLocationBody(string RepositoryType, string Location);

internal sealed record GetFunctionBody(FunctionBody Configuration, CodeLocationBody Code, IReadOnlyDictionary<string, string> Tags, ReservedBody? Concurrency);

internal sealed record ListFunctionsBody(IReadOnlyList<FunctionBody> Functions, string? NextMarker);

internal sealed record ListVersionsBody(IReadOnlyList<FunctionBody> Versions, string? NextMarker);

internal sealed record AliasBody(string AliasArn, string Name, string FunctionVersion, string Description, string RevisionId, RoutingBody? RoutingConfig);

internal sealed record ListAliasesBody(IReadOnlyList<AliasBody> Aliases, string? NextMarker);

// Clients look for the sentence under either name, depending on the error.
internal sealed record ErrorBody(string Type, string Message, [property: JsonPropertyName("message")] string LowerMessage, string? Reason);

/// <summary>The bodies' JSON, made without reflection; names as they stand here.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateFunctionBody))]
[JsonSerializable(typeof(UpdateConfigurationBody))]
[JsonSerializable(typeof(UpdateCodeBody))]
[JsonSerializable(typeof(PublishVersionBody))]
[JsonSerializable(typeof(AliasRequestBody))]
[JsonSerializable(typeof(FunctionBody))]
[JsonSerializable(typeof(GetFunctionBody))]
[JsonSerializable(typeof(ListFunctionsBody))]
[JsonSerializable(typeof(ListVersionsBody))]
[JsonSerializable(typeof(AliasBody))]
[JsonSerializable(typeof(PublishLayerBody))]
[JsonSerializable(typeof(LayerVersionBody))]
[JsonSerializable(typeof(ListLayersBody))]
[JsonSerializable(typeof(ListLayerVersionsBody))]
[JsonSerializable(typeof(ListAliasesBody))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class BodyJson : JsonSerializerContext;
