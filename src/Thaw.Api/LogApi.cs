using System.Globalization;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>What functions wrote: Thaw's own operation.</summary>
internal sealed class LogApi(FunctionHost host)
{
    /// <summary>The header that says from where the next request should go on.</summary>
    public const string NextHeader = "X-Thaw-Next";

    public async Task ReadAsync(ApiRequest request)
    {
        var function = host.Functions.Get(request.Function.Name);
        if (!long.TryParse(request.Query("from") ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from))
            throw new HostingException(HostingProblem.InvalidParameterValue, "from is not a number.");
        var (text, next) = host.Logs.Read(function.Name, from);
        request.Http.Response.ContentType = "text/plain; charset=utf-8";
        request.Http.Response.Headers[NextHeader] = next.ToString(CultureInfo.InvariantCulture);
        await request.Http.Response.Body.WriteAsync(text).ConfigureAwait(false);
    }
}
