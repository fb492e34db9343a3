using System.Security.Cryptography;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Functions;
using Thaw.Functions.Templates;
using Thaw.Python.Interpreters;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>Puts functions and layers on a host.</summary>
internal sealed class HostDeployment(HostClient client, CancellationToken cancellation)
{
    private const string Functions = "/2015-03-31/functions";
    private const string Layers = "/2018-10-31/layers";

    /// <summary>The host's runtimes with their whole versions, its own choice first.</summary>
    public async Task<IReadOnlyList<(string Name, string Version)>> RuntimesAsync()
    {
        var answer = await client.AskAsync(HttpMethod.Get, "/thaw/v1/runtimes", [], cancellation);
        return [.. answer.GetProperty("runtimes").EnumerateArray().Select(each => (each.GetProperty("name").GetString()!, each.GetProperty("version").GetString()!))];
    }

    /// <summary>The version of Python that stands for a runtime, as <c>3.11</c>: it may be another one than the runtime's name says.</summary>
    /// <param name="runtime">Its name.</param>
    /// <exception cref="FunctionException">The host has no such Python; the message names those that are there.</exception>
    public async Task<string> PythonOfAsync(string runtime)
    {
        var runtimes = await RuntimesAsync();
        return runtimes.FirstOrDefault(each => each.Name == runtime).Version is { } version
            ? Interpreter.MinorOf(version)
            : throw new FunctionException($"Runtime {runtime} is no Python of the host; it has {string.Join(", ", runtimes.Select(each => each.Name))}", FunctionProblem.Missing);
    }

    /// <summary>The first runtime that suits a function.</summary>
    /// <exception cref="FunctionException">None does; the message names those that are there.</exception>
    public async Task<string> ChooseAsync(string name, string? specifier)
    {
        var runtimes = await RuntimesAsync();
        var suits = runtimes.FirstOrDefault(each => specifier is null
            || (VersionSpecifier.TryParse(specifier, out var parsed) && parsed.Matches(each.Version)));
        return suits.Name ?? throw new FunctionException(
            $"{name}: needs python {specifier}; the host has {string.Join(", ", runtimes.Select(each => each.Version))}", FunctionProblem.Missing);
    }

    /// <summary>Makes a function, or gives one that is there its new code and settings.</summary>
    public async Task<DeployReport> PutAsync(Deployable function)
    {
        var settings = Settings(function);
        JsonElement made;
        if (!await ExistsAsync(function.Name))
        {
            settings["FunctionName"] = function.Name;
            settings["Role"] = "arn:aws:iam::000000000000:role/thaw";
            settings["Code"] = new Dictionary<string, object> { ["ZipFile"] = function.Zip };
            made = await client.AskAsync(HttpMethod.Post, Functions, Json(settings), cancellation);
        }
        else
        {
            var path = $"{Functions}/{Uri.EscapeDataString(function.Name)}";
            await client.AskAsync(HttpMethod.Put, path + "/code", Json(new Dictionary<string, object> { ["ZipFile"] = function.Zip }), cancellation);
            made = await client.AskAsync(HttpMethod.Put, path + "/configuration", Json(settings), cancellation);
        }
        var version = await new ReleaseDeployment(client, cancellation).PutAsync(function.Name, function.Release);
        return new DeployReport(
            "thaw.deploy", 1, made.GetProperty("FunctionName").GetString()!, made.GetProperty("Runtime").GetString()!,
            made.GetProperty("Handler").GetString()!, made.GetProperty("CodeSha256").GetString()!, made.GetProperty("CodeSize").GetInt64(), function.Description,
            function.Url is null ? null : await new UrlDeployment(client, cancellation).PutAsync(function.Name, function.Release.Alias, function.Url))
        {
            Alias = function.Release.Alias,
            AliasVersion = version,
        };
    }

    /// <summary>Says what becomes of a function's events, once all are there that may hear of them.</summary>
    public Task PutEventRulesAsync(Deployable function) => new ReleaseDeployment(client, cancellation).PutEventRulesAsync(function.Name, function.Release);

    /// <summary>Publishes a layer, unless its newest version is the same.</summary>
    /// <returns>The version's ARN.</returns>
    public async Task<string> PutLayerAsync(TemplateLayer layer, byte[] zip)
    {
        var path = $"{Layers}/{Uri.EscapeDataString(layer.Name)}/versions";
        var newest = (await client.AskAsync(HttpMethod.Get, path, [], cancellation)).GetProperty("LayerVersions").EnumerateArray().ToList();
        if (newest.Count > 0)
        {
            var version = await client.AskAsync(HttpMethod.Get, $"{path}/{newest[0].GetProperty("Version").GetInt32()}", [], cancellation);
            if (version.GetProperty("Content").GetProperty("CodeSha256").GetString() == Convert.ToBase64String(SHA256.HashData(zip)))
                return version.GetProperty("LayerVersionArn").GetString()!;
        }
        var body = new Dictionary<string, object>
        {
            ["Content"] = new Dictionary<string, object> { ["ZipFile"] = zip },
            ["Description"] = layer.Description,
            ["CompatibleRuntimes"] = layer.Runtimes,
        };
        return (await client.AskAsync(HttpMethod.Post, path, Json(body), cancellation)).GetProperty("LayerVersionArn").GetString()!;
    }

    /// <summary>Puts a root file system on the host.</summary>
    public Task<DeployedRoot> PutRootAsync(string folder, string scratch) => new RootDeployment(client, cancellation).PutAsync(folder, scratch);

    private static Dictionary<string, object> Settings(Deployable function)
    {
        var settings = new Dictionary<string, object>
        {
            ["Runtime"] = function.Runtime,
            ["Handler"] = function.Handler,
            ["Description"] = function.Description,
            ["Layers"] = function.Layers,
            ["ThawPackages"] = function.Packages,
            ["ThawSandbox"] = Sandbox(function),
            ["Environment"] = new Dictionary<string, object> { ["Variables"] = function.Environment },
        };
        if (function.KeepAlive is { } keepAlive)
            settings["ThawKeepAlive"] = keepAlive;
        if (function.SnapStart is { } applyOn)
            settings["SnapStart"] = new Dictionary<string, object> { ["ApplyOn"] = applyOn };
        if (function.Image is { } image)
            settings["ThawImage"] = image;
        if (function.TimeoutSeconds is { } timeout)
            settings["Timeout"] = timeout;
        if (function.MemoryMb is { } memory)
            settings["MemorySize"] = memory;
        if (function.TemporaryMb is { } size)
            settings["EphemeralStorage"] = new Dictionary<string, object> { ["Size"] = size };
        return settings;
    }

    private static Dictionary<string, object> Sandbox(Deployable function)
    {
        var sandbox = new Dictionary<string, object>
        {
            ["Network"] = function.Isolation.HasWayOut ? "egress" : "none",
            ["Forward"] = function.Isolation.Forwarded,
            ["Services"] = function.Services,
        };
        if (function.Isolation.Processors is { } share)
            sandbox["Processors"] = share;
        if (function.RootFs is { } root)
            sandbox["RootFs"] = root;
        return sandbox;
    }

    private async Task<bool> ExistsAsync(string name) =>
        await client.FindAsync(HttpMethod.Get, $"{Functions}/{Uri.EscapeDataString(name)}/configuration", [], cancellation) is not null;

    private static byte[] Json(Dictionary<string, object> body) => JsonSerializer.SerializeToUtf8Bytes(body);
}
