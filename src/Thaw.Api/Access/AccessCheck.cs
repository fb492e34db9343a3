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
internal sealed class AccessCheck(HostCredentials credentials, ServerIdentity identity, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const string Invalid = "InvalidSignatureException";

    // AWS's own allowance.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    private volatile ScopeKey? _last;

    /// <summary>Whether the Host header is a name of this server, and not one that somebody else gave its address.</summary>
    /// <param name="request">The request.</param>
    public bool IsOwnHost(HttpRequest request) => identity.Answers(request.Host.Host) && !request.Headers.ContainsKey("Origin");

    /// <summary>The id of the key with which this host's requests are signed.</summary>
    public string KeyId => credentials.AccessKeyId;

    /// <summary>Whether a request carries this host's secret key as it is.</summary>
    public bool HasBearerToken(HttpRequest request) => request.Headers.Authorization.ToString() is { } header
        && header.StartsWith(Bearer, StringComparison.Ordinal) && IsSame(header[Bearer.Length..], credentials.SecretAccessKey);

    /// <summary>Looks at a request before its body is read: form, key, age, and the signature where the body's hash is announced.</summary>
    /// <param name="request">The request.</param>
    public Examined Examine(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.Ordinal))
        {
            return IsSame(header[Bearer.Length..], credentials.SecretAccessKey)
                ? Examined.LetIn
                : Examined.Refused("UnrecognizedClientException", "The bearer token is not this host's.");
        }
        if (!header.StartsWith(RequestSignature.Algorithm, StringComparison.Ordinal))
            return Examined.Refused("MissingAuthenticationTokenException", "Missing Authentication Token");
        if (SignatureHeader.Parse(header) is not { } given)
            return Examined.Refused("IncompleteSignatureException", "The Authorization header lacks Credential, SignedHeaders or Signature.");
        if (given.Key != credentials.AccessKeyId)
            return Examined.Refused("UnrecognizedClientException", "The security token included in the request is invalid.");
        var timestamp = request.Headers["X-Amz-Date"].ToString();
        if (!IsNow(timestamp) || !given.Scope.StartsWith(timestamp[..8], StringComparison.Ordinal))
            return Examined.Refused(Invalid, "Signature expired: X-Amz-Date is not within 15 minutes of the host's time.");
        if (!given.Names.Contains("host"))
            return Examined.Refused(Invalid, "The host header has to be signed.");
        return Announced(request) is { } hash && WhyOtherSignature(request, given, hash) is { } refusal
            ? new Examined(refusal, null)
            : new Examined(null, given) { IsProven = Announced(request) is not null };
    }

    /// <summary>Why a request is refused whose body has been read; null: it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="examined">What <see cref="Examine"/> said.</param>
    /// <param name="hash">The SHA-256 of the body, lower-case hexadecimal.</param>
    public Refusal? WhyRefused(HttpRequest request, Examined examined, string hash)
    {
        if (examined.Signature is not { } given)
            return examined.Refusal;
        // A caller that streams may leave the body unsigned; the AWS clients do so for TLS only.
        return Announced(request) is { } announced
            ? announced == hash ? null : new Refusal(Invalid, "X-Amz-Content-SHA256 is not the body's.")
            : WhyOtherSignature(request, given, hash);
    }

    private static string? Announced(HttpRequest request) => request.Headers["X-Amz-Content-SHA256"].ToString() is { Length: > 0 } hash ? hash : null;

    private Refusal? WhyOtherSignature(HttpRequest request, SignatureHeader given, string hash)
    {
        var timestamp = request.Headers["X-Amz-Date"].ToString();
        var expected = RequestSignature.Of(Signed(request, given.Names, hash), KeyOf(given.Scope), timestamp, given.Scope);
        return IsSame(given.Signature, expected)
            ? null
            : new Refusal(Invalid, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
    }

    // A client signs with the same scope all day.
    private byte[] KeyOf(string scope)
    {
        if (_last is { } last && last.Scope == scope)
            return last.Key;
        var key = RequestSignature.KeyOf(credentials.SecretAccessKey, scope);
        _last = new ScopeKey(scope, key);
        return key;
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

    private sealed record ScopeKey(string Scope, byte[] Key);
}

/// <summary>Why a request is refused.</summary>
/// <param name="Type">AWS's name of the error.</param>
/// <param name="Message">A sentence.</param>
internal sealed record Refusal(string Type, string Message);

/// <summary>What can be said of a request before its body is read.</summary>
/// <param name="Refusal">Why it is refused; null where it is not, so far.</param>
/// <param name="Signature">What the body has yet to be held against; null where nothing.</param>
internal sealed record Examined(Refusal? Refusal, SignatureHeader? Signature)
{
    public static Examined LetIn { get; } = new(null, null) { IsProven = true };

    /// <summary>Whether the sender has the key, whatever the body turns out to be.</summary>
    public bool IsProven { get; init; }

    public static Examined Refused(string type, string message) => new(new Refusal(type, message), null);
}
