using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Serve.Deploying;
using Thaw.Functions;
using Thaw.Linux.Ownership;

namespace Thaw.Cli.Serve;

/// <summary>A function of a host, fetched into a folder of this process: its code, its layers, its settings, and the events that were captured of it.</summary>
internal sealed class DeployedSource : IDisposable
{
    // As a host unpacks them.
    private static readonly ZipLimits Limits = new(1L << 30, 100_000);

    private readonly OwnershipLedger _ledger;
    private readonly OwnedFolder _folder;

    private DeployedSource(OwnershipLedger ledger, OwnedFolder folder) => (_ledger, _folder) = (ledger, folder);

    /// <summary>The function, with the host's settings.</summary>
    public FunctionDefinition Function { get; private set; } = null!;

    /// <summary>The version of the host's interpreter, as <c>3.11</c>.</summary>
    public string Python { get; private set; } = "";

    /// <summary>How many events were captured; without any, those of the function's own <c>thaw.yaml</c> count.</summary>
    public int Captured { get; private set; }

    /// <summary>Fetches one.</summary>
    /// <param name="client">Asks the host.</param>
    /// <param name="name">The function's name, with :VERSION or :ALIAS for another than the latest.</param>
    /// <param name="events">Events to use instead; null: those that were captured.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HostClientException">There is no such function, or no host.</exception>
    /// <exception cref="FunctionException">It is not in Python.</exception>
    public static async Task<DeployedSource> FetchAsync(HostClient client, string name, string? events, CancellationToken cancellation)
    {
        var ledger = OwnershipLedger.Open(StateFolder.Default);
        var source = new DeployedSource(ledger, ledger.CreateOwnedFolder("deployed"));
        try
        {
            await source.ReadAsync(client, name, events, cancellation);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        _ledger.Dispose();
    }

    private async Task ReadAsync(HostClient client, string name, string? events, CancellationToken cancellation)
    {
        var settings = await client.AskAsync(HttpMethod.Get, $"/2015-03-31/functions/{Uri.EscapeDataString(name)}/configuration", [], cancellation);
        var runtime = settings.GetProperty("Runtime").GetString()!;
        if (!runtime.StartsWith("python", StringComparison.Ordinal))
            throw new FunctionException($"{name}: runs on {runtime}; only functions in Python can be profiled");
        Python = await new HostDeployment(client, cancellation).PythonOfAsync(runtime);
        var root = Path.Combine(_folder.Path, "function");
        await UnpackAsync(client, settings.GetProperty("CodeSha256").GetString()!, root, cancellation);
        foreach (var arn in Texts(settings, "Layers", layer => layer.GetProperty("Arn").GetString()!).Reverse())
            await AddLayerAsync(client, arn, root, cancellation);
        events ??= await CapturedAsync(client, settings.GetProperty("FunctionName").GetString()!, cancellation);
        Function = FunctionLoader.Load(root, new FunctionLoadOptions { Handler = settings.GetProperty("Handler").GetString(), EventsPath = events }) with
        {
            Name = settings.GetProperty("FunctionName").GetString()!,
            PythonSpecifier = null,
            MemoryMb = settings.GetProperty("MemorySize").GetInt32(),
            Timeout = TimeSpan.FromSeconds(settings.GetProperty("Timeout").GetInt32()),
            Packages = Texts(settings, "ThawPackages", package => package.GetString()!),
            DeclaresPackages = true,
            Environment = Variables(settings),
        };
    }

    private async Task<string?> CapturedAsync(HostClient client, string name, CancellationToken cancellation)
    {
        using var answer = await client.SendAsync(
            HttpMethod.Get, $"/thaw/v1/functions/{Uri.EscapeDataString(name)}/captured", [], new Dictionary<string, string>(), cancellation);
        var list = await answer.Content.ReadAsByteArrayAsync(cancellation);
        using (var document = JsonDocument.Parse(list))
            Captured = document.RootElement.GetArrayLength();
        if (Captured == 0)
            return null;
        var file = Path.Combine(_folder.Path, "captured.json");
        await File.WriteAllBytesAsync(file, list, cancellation);
        return file;
    }

    private async Task AddLayerAsync(HostClient client, string arn, string root, CancellationToken cancellation)
    {
        var layer = await client.AskAsync(HttpMethod.Get, $"/2018-10-31/layers?find=LayerVersion&Arn={Uri.EscapeDataString(arn)}", [], cancellation);
        var folder = Path.Combine(_folder.Path, string.Create(CultureInfo.InvariantCulture, $"layer{Directory.GetDirectories(_folder.Path).Length}"));
        await UnpackAsync(client, layer.GetProperty("Content").GetProperty("CodeSha256").GetString()!, folder, cancellation);
        foreach (var part in (string[])[$"python/lib/python{Python}/site-packages", "python"])
            CopyMissing(Path.Combine(folder, part), root);
    }

    private async Task UnpackAsync(HostClient client, string base64, string folder, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(Convert.FromBase64String(base64));
        var zip = Path.Combine(_folder.Path, hash + ".zip");
        using var answer = await client.SendAsync(HttpMethod.Get, $"/thaw/v1/code/{hash}", [], new Dictionary<string, string>(), cancellation);
        await using (var file = File.Create(zip))
            await answer.Content.CopyToAsync(file, cancellation);
        CodeArchive.Unpack(zip, folder, Limits);
    }

    /// <summary>What a function or a higher layer has hides what a lower layer has: whole modules and packages.</summary>
    private static void CopyMissing(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos().Where(entry => !Path.Exists(Path.Combine(to, entry.Name))))
            Directory.Move(entry.FullName, Path.Combine(to, entry.Name));
    }

    private static IReadOnlyList<string> Texts(JsonElement settings, string name, Func<JsonElement, string> read) =>
        settings.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(read)] : [];

    private static Dictionary<string, string> Variables(JsonElement settings) =>
        settings.TryGetProperty("Environment", out var environment) && environment.TryGetProperty("Variables", out var variables)
            ? variables.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!)
            : [];
}
