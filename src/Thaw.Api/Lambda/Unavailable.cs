using Thaw.Hosting;

namespace Thaw.Api.Lambda;

/// <summary>Settings that only AWS can honour. A function that got none of what they promise would fail later, and say less about it.</summary>
internal static class Unavailable
{
    /// <summary>Refuses them; empty ones, as some clients send them, are as good as none.</summary>
    /// <exception cref="HostingException">There is one.</exception>
    public static void Refuse(SettingsBody body)
    {
        if (body.VpcConfig?.SubnetIds is { Count: > 0 })
            throw Invalid("VpcConfig", "it has no networks of AWS; ThawSandbox says what a function may reach");
        if (body.FileSystemConfigs is { Count: > 0 })
            throw Invalid("FileSystemConfigs", "it mounts no file system of AWS");
        if (body.KmsKeyArn is { Length: > 0 })
            throw Invalid("KMSKeyArn", "it has no keys of AWS; what it keeps of a function only its own user can read");
        if (body.CodeSigningConfigArn is { Length: > 0 })
            throw Invalid("CodeSigningConfigArn", "it checks no signatures of code");
    }

    private static HostingException Invalid(string name, string why) => new(HostingProblem.InvalidParameterValue, $"This host takes no {name}: {why}.");
}

internal sealed record VpcBody(IReadOnlyList<string>? SubnetIds);
