using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Functions;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>A root file system on a host.</summary>
/// <param name="Id">Its name there.</param>
/// <param name="Runtimes">The interpreters in it, as <c>python3.11</c>.</param>
internal sealed record DeployedRoot(string Id, IReadOnlyList<string> Runtimes)
{
    /// <summary>The newest interpreter that suits a function.</summary>
    /// <exception cref="FunctionException">None does; the message names those that are there.</exception>
    public string Choose(string name, string? specifier)
    {
        var newestFirst = Runtimes.OrderByDescending(each => int.Parse(each.AsSpan("python3.".Length), System.Globalization.CultureInfo.InvariantCulture));
        return newestFirst.FirstOrDefault(each => specifier is null || (VersionSpecifier.TryParse(specifier, out var parsed) && parsed.Matches(each["python".Length..])))
            ?? throw new FunctionException(
                $"{name}: needs python {specifier ?? "3"}; its root file system has {(Runtimes.Count == 0 ? "none" : string.Join(", ", Runtimes))}", FunctionProblem.Missing);
    }
}

/// <summary>Puts root file systems on a host; one that it has is not sent again.</summary>
internal sealed class RootDeployment(HostClient client, CancellationToken cancellation)
{
    /// <summary>Puts one there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scratch">Where it can be packed.</param>
    /// <exception cref="FunctionException">It cannot be read.</exception>
    public async Task<DeployedRoot> PutAsync(string folder, string scratch)
    {
        if (!Directory.Exists(folder))
            throw new FunctionException($"{folder}: no such folder; give a root file system, or an image that was unpacked in the OCI layout");
        var tar = Path.Combine(scratch, "root.tar");
        var hash = RootPackage.Pack(folder, tar);
        var path = "/thaw/v1/roots/" + hash;
        try
        {
            return Read(await client.FindAsync(HttpMethod.Get, path, [], cancellation) ?? await client.PutFileAsync(path, tar, hash, cancellation));
        }
        finally
        {
            File.Delete(tar);
        }
    }

    private static DeployedRoot Read(JsonElement answer) => new(
        answer.GetProperty("rootFs").GetString()!, [.. answer.GetProperty("runtimes").EnumerateArray().Select(each => each.GetString()!)]);
}
