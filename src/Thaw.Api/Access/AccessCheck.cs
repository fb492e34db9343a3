using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Thaw.Api.Access;

/// <summary>Lets requests through that somebody sent who has the host's key pair.</summary>
/// <remarks>
/// On loopback as well: a web page that a user looks at can send requests there. It cannot sign them, and it cannot make a browser send
/// another Host header than the page's own, which <see cref="IsOwnHost"/> refuses.
/// </remarks>
internal sealed class AccessCheck(HostCredentials credentials, TimeProvider time)
{
    private const string Bearer = "Bearer ";

    // AWS's own allowance.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    /// <summary>Stands in the header of every signed request that can be let in.</summary>
    public string KeyHint => credentials.AccessKeyId;

    /// <summary>Whether the Host header is this machine's loopback, and not a name that somebody else's server gave it.</summary>
    public static bool IsOwnHost(HttpRequest request) =>
        request.Host.Host is "127.0.0.1" or "localhost" or "[::1]" && !request.Headers.ContainsKey("Origin");

    /// <summary>Why a request is refused: AWS's name of the error, and a sentence. Null: it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    public (string Type, string Message)? WhyRefused(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.Ordinal))
        {
            return IsSame(header[Bearer.Length..], credentials.SecretAccessKey)
                ? null
                : ("UnrecognizedClientException", "The bearer token is not this host's.");
        }
        return header.StartsWith(RequestSignature.Algorithm, StringComparison.Ordinal)
            ? WhySignatureRefused(request, header, body)
            : ("MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    private (string Type, string Message)? WhySignatureRefused(HttpRequest request, string header, ReadOnlySpan<byte> body)
    {
        var parts = header[RequestSignature.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).DistinctBy(part => part[0]).ToDictionary(part => part[0], part => part[1]);
        if (!parts.TryGetValue("Credential", out var credential) || !parts.TryGetValue("SignedHeaders", out var names)
            || !parts.TryGetValue("Signature", out var signature) || credential.Split('/', 2) is not [var key, var scope])
        {
            return ("IncompleteSignatureException", "The Authorization header lacks Credential, SignedHeaders or Signature.");
        }
        if (key != credentials.AccessKeyId)
            return ("UnrecognizedClientException", "The security token included in the request is invalid.");
        var timestamp = request.Headers["X-Amz-Date"].ToString();
        if (!IsNow(timestamp) || !scope.StartsWith(timestamp[..8], StringComparison.Ordinal))
            return ("InvalidSignatureException", "Signature expired: X-Amz-Date is not within 15 minutes of the host's time.");
        var signed = names.Split(';');
        if (!signed.Contains("host"))
            return ("InvalidSignatureException", "The host header has to be signed.");
        var hash = RequestSignature.Hash(body);
        // A caller that streams may leave the body unsigned; the AWS clients do so for TLS only.
        if (request.Headers["X-Amz-Content-SHA256"].ToString() is { Length: > 0 } given && given != hash)
            return ("InvalidSignatureException", "X-Amz-Content-SHA256 is not the body's.");
        var expected = RequestSignature.Of(Signed(request, signed, hash), credentials.SecretAccessKey, timestamp, scope);
        return IsSame(signature, expected)
            ? null
            : ("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
    }

    private bool IsNow(string timestamp) =>
        DateTimeOffset.TryParseExact(
            timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        && (time.GetUtcNow() - moment).Duration() <= ClockDifference;

    private static SignedRequest Signed(HttpRequest request, string[] names, string hash)
    {
        // The framework decodes paths; what was signed is what was sent.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        return new SignedRequest(
            request.Method, target[0], target.Length == 2 ? target[1] : "",
            [.. names.Select(name => KeyValuePair.Create(name, string.Join(',', request.Headers[name].ToArray())))], hash);
    }

    private static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
