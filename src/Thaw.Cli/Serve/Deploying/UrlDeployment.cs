using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Functions.Templates;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>Gives deployed functions URLs.</summary>
internal sealed class UrlDeployment(HostClient client, CancellationToken cancellation)
{
    /// <summary>The URL that an option asks for.</summary>
    /// <param name="access">Who may call it: <c>none</c> or <c>iam</c>, as AWS names the two; null: no URL is asked for.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static TemplateUrl? Parse(string? access) => access switch
    {
        null => null,
        "none" => new TemplateUrl("NONE"),
        "iam" => new TemplateUrl("AWS_IAM"),
        _ => throw new FormatException($"--url {access}: write iam (who signs with the host's key pair may call it) or none (everybody may)"),
    };

    /// <summary>Makes a URL, or changes the one that is there.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="alias">The alias that is to have it; null: the function itself.</param>
    /// <param name="url">How it is to be.</param>
    /// <returns>The URL.</returns>
    public async Task<string> PutAsync(string name, string? alias, TemplateUrl url)
    {
        var path = $"/2021-10-31/functions/{Uri.EscapeDataString(name)}/url" + (alias is null ? "" : "?Qualifier=" + Uri.EscapeDataString(alias));
        var body = JsonSerializer.SerializeToUtf8Bytes(Body(url));
        var made = await client.FindAsync(HttpMethod.Put, path, body, cancellation) ?? await client.AskAsync(HttpMethod.Post, path, body, cancellation);
        return made.GetProperty("FunctionUrl").GetString()!;
    }

    private static Dictionary<string, object> Body(TemplateUrl url)
    {
        var body = new Dictionary<string, object> { ["AuthType"] = url.AuthType };
        if (url.Mode is { } mode)
            body["InvokeMode"] = mode;
        if (url.Origins is not { } origins)
            return body;
        var cors = new Dictionary<string, object>
        {
            ["AllowCredentials"] = origins.AllowCredentials,
            ["AllowHeaders"] = origins.AllowHeaders,
            ["AllowMethods"] = origins.AllowMethods,
            ["AllowOrigins"] = origins.AllowOrigins,
            ["ExposeHeaders"] = origins.ExposeHeaders,
        };
        if (origins.MaxAge is { } age)
            cors["MaxAge"] = age;
        body["Cors"] = cors;
        return body;
    }
}
