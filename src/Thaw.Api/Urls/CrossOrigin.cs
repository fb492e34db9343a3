using System.Globalization;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Urls;

/// <summary>What browsers ask and are told before a web page may call a function's URL (the Fetch standard, "CORS protocol").</summary>
internal static class CrossOrigin
{
    /// <summary>Whether it is a browser's question, and no call.</summary>
    public static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method)
        && request.Headers.ContainsKey("Origin") && request.Headers.ContainsKey("Access-Control-Request-Method");

    /// <summary>Answers the question; the function does not run.</summary>
    public static void AnswerPreflight(HttpContext http, UrlOrigins origins)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentLength = 0;
        var headers = http.Response.Headers;
        if (!AddOrigin(headers, http.Request, origins))
            return;
        Set(headers, "Access-Control-Allow-Methods", origins.Methods);
        Set(headers, "Access-Control-Allow-Headers", origins.Headers);
        if (origins.MaxAgeSeconds is { } age)
            headers["Access-Control-Max-Age"] = age.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Says of an answer who may read it, in place of what the function said; nothing where nothing is configured.</summary>
    public static void Add(IHeaderDictionary headers, HttpRequest request, UrlOrigins? origins)
    {
        if (origins is null)
            return;
        foreach (var name in headers.Keys.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToList())
            headers.Remove(name);
        if (request.Headers.ContainsKey("Origin") && AddOrigin(headers, request, origins))
            Set(headers, "Access-Control-Expose-Headers", origins.Exposed);
    }

    private static bool AddOrigin(IHeaderDictionary headers, HttpRequest request, UrlOrigins origins)
    {
        var origin = request.Headers.Origin.ToString();
        var isAny = origins.Origins.Contains(UrlOrigins.Any);
        if (!isAny)
            headers.Append("Vary", "Origin");
        if (!isAny && !origins.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;
        // With credentials a browser takes no star: who wants them names the origins.
        headers["Access-Control-Allow-Origin"] = isAny ? UrlOrigins.Any : origin;
        if (origins.AllowsCredentials)
            headers["Access-Control-Allow-Credentials"] = "true";
        return true;
    }

    private static void Set(IHeaderDictionary headers, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            headers[name] = string.Join(',', values);
    }
}
