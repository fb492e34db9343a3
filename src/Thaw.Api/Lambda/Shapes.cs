using System.Globalization;
using System.Runtime.InteropServices;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Lambda;

/// <summary>From the host's records to the API's shapes.</summary>
internal static class Shapes
{
    private const string NoSnapStart = "None";
    private const string PublishedVersions = "PublishedVersions";

    public static IReadOnlyList<string> Architectures { get; } = [RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64"];

    public static FunctionBody Of(DeployedFunction function, FunctionVersion version, bool qualified) => new(
        function.Name, FunctionName.Arn(function.Name, qualified ? version.Version : null), version.Runtime, version.Role, version.Handler,
        version.CodeBytes, version.Description, version.TimeoutSeconds, version.MemoryMb,
        version.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
        Convert.ToBase64String(Convert.FromHexString(version.CodeSha256)), version.Version,
        version.Environment.Count == 0 ? null : new EnvironmentBody(version.Environment), new TracingBody("PassThrough"), version.RevisionId,
        // A change is done when its call returns.
        "Active", "Successful", "Zip", Architectures, new StorageBody(version.TemporaryMb), SnapStartOf(version),
        version.Dependencies.Layers.Count == 0 ? null : [.. version.Dependencies.Layers.Select(layer => new FunctionLayerBody(layer.Arn, layer.CodeBytes))],
        version.DeadLetterTarget.Length == 0 ? null : new DeadLetterBody(version.DeadLetterTarget),
        version.Dependencies.Packages.Count == 0 ? null : version.Dependencies.Packages, SandboxShapes.Of(version.Sandbox),
        version.KeepAlive.Length == 0 ? null : version.KeepAlive, version.Image.Length == 0 ? null : version.Image);

    public static AliasBody Of(DeployedFunction function, FunctionAlias alias) =>
        new(FunctionName.Arn(function.Name, alias.Name), alias.Name, alias.FunctionVersion, alias.Description, alias.RevisionId,
            alias.Share is { } share ? new RoutingBody(new Dictionary<string, double> { [share.FunctionVersion] = share.Weight }) : null);

    public static FunctionChange Change(SettingsBody body) => new()
    {
        Runtime = body.Runtime,
        Handler = body.Handler,
        Role = body.Role,
        Description = body.Description,
        TimeoutSeconds = body.Timeout,
        MemoryMb = body.MemorySize,
        TemporaryMb = body.EphemeralStorage?.Size,
        Environment = body.Environment is null ? null : body.Environment.Variables ?? new Dictionary<string, string>(),
        Layers = body.Layers,
        DeadLetterTarget = body.DeadLetterConfig is null ? null : body.DeadLetterConfig.TargetArn ?? "",
        Packages = body.ThawPackages,
        KeepAlive = body.ThawKeepAlive,
        SnapStart = body.SnapStart?.ApplyOn switch
        {
            null => null,
            NoSnapStart => false,
            PublishedVersions => true,
            var other => throw Invalid($"Value '{other}' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [{PublishedVersions}, {NoSnapStart}]"),
        },
        Image = body.ThawImage,
        Sandbox = SandboxShapes.Change(body.ThawSandbox),
    };

    /// <summary>The code of a request; what this host cannot take is refused, not ignored.</summary>
    public static byte[] Code(byte[]? zip, string? bucket, string? image, IReadOnlyList<string>? architectures)
    {
        if (bucket is not null || image is not null)
            throw Invalid("This host takes code as a zip in the request (ZipFile), not from S3 and not as an image.");
        if (architectures is { Count: > 0 } && !architectures.SequenceEqual(Architectures))
            throw Invalid($"This host is {Architectures[0]}; it runs no function for {string.Join(", ", architectures)}.");
        return zip ?? throw Invalid("Please provide a source for function code.");
    }

    private static SnapStartBody SnapStartOf(FunctionVersion version) =>
        new(version.SnapStart ? PublishedVersions : NoSnapStart, version.IsSnapStarted ? "On" : "Off");

    private static HostingException Invalid(string message) => new(HostingProblem.InvalidParameterValue, message);
}
