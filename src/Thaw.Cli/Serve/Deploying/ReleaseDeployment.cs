using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Functions.Templates;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>Puts what a template says of a function beside its code and settings onto a host: what it does not say stays as it is there.</summary>
internal sealed class ReleaseDeployment(HostClient client, CancellationToken cancellation)
{
    /// <summary>All of it but the rules for events.</summary>
    /// <param name="name">The function, which is there.</param>
    /// <param name="release">What is said.</param>
    /// <returns>The version that its alias stands for; null: it has none.</returns>
    public async Task<string?> PutAsync(string name, TemplateRelease release)
    {
        if (release.Tags is { } tags)
            await PutTagsAsync(name, tags);
        if (release.ReservedConcurrency is { } reserved)
            await AskAsync(HttpMethod.Put, $"/2017-10-31/functions/{Escaped(name)}/concurrency", ("ReservedConcurrentExecutions", reserved));
        if (release.Alias is not { } alias)
            return null;
        var version = await PublishAsync(name, alias);
        if (release.Provisioned is { } provisioned)
            await AskAsync(HttpMethod.Put, $"/2019-09-30/functions/{Escaped(name)}/provisioned-concurrency?Qualifier={Escaped(alias)}", ("ProvisionedConcurrentExecutions", provisioned));
        return version;
    }

    /// <summary>Says what becomes of its events.</summary>
    /// <param name="name">The function.</param>
    /// <param name="release">What is said; the functions that are to hear of events are there.</param>
    public async Task PutEventRulesAsync(string name, TemplateRelease release)
    {
        if (release.EventRules is not { } rules)
            return;
        var qualifier = release.Alias is { } alias ? "?Qualifier=" + Escaped(alias) : "";
        var body = new Dictionary<string, object>();
        if (rules.Retries is { } retries)
            body["MaximumRetryAttempts"] = retries;
        if (rules.MostAgeSeconds is { } age)
            body["MaximumEventAgeInSeconds"] = age;
        body["DestinationConfig"] = new[] { (Name: "OnSuccess", Arn: rules.OnSuccess), (Name: "OnFailure", Arn: rules.OnFailure) }
            .Where(each => each.Arn is not null).ToDictionary(each => each.Name, each => new Dictionary<string, string> { ["Destination"] = each.Arn! });
        await client.AskAsync(HttpMethod.Put, $"/2019-09-25/functions/{Escaped(name)}/event-invoke-config{qualifier}", JsonSerializer.SerializeToUtf8Bytes(body), cancellation);
    }

    private async Task<string> PublishAsync(string name, string alias)
    {
        var place = $"/2015-03-31/functions/{Escaped(name)}";
        var version = (await AskAsync(HttpMethod.Post, place + "/versions")).GetProperty("Version").GetString()!;
        if (await client.FindAsync(HttpMethod.Put, $"{place}/aliases/{Escaped(alias)}", Body(("FunctionVersion", version)), cancellation) is null)
            await AskAsync(HttpMethod.Post, place + "/aliases", ("Name", alias), ("FunctionVersion", version));
        return version;
    }

    private async Task PutTagsAsync(string name, IReadOnlyDictionary<string, string> tags)
    {
        var place = $"/2017-03-31/tags/{Escaped(name)}";
        var old = (await AskAsync(HttpMethod.Get, place)).GetProperty("Tags").EnumerateObject().Select(tag => tag.Name).Where(key => !tags.ContainsKey(key)).ToList();
        if (old.Count > 0)
            await AskAsync(HttpMethod.Delete, $"{place}?{string.Join('&', old.Select(key => "tagKeys=" + Escaped(key)))}");
        await AskAsync(HttpMethod.Post, place, ("Tags", tags));
    }

    private Task<JsonElement> AskAsync(HttpMethod method, string path, params (string Name, object Value)[] body) =>
        client.AskAsync(method, path, body.Length == 0 ? [] : Body(body), cancellation);

    private static byte[] Body(params (string Name, object Value)[] members) =>
        JsonSerializer.SerializeToUtf8Bytes(members.ToDictionary(member => member.Name, member => member.Value));

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
