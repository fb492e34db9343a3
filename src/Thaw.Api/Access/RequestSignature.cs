using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Thaw.Api.Access;

/// <summary>What is signed of a request, in AWS's Signature Version 4.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">As it was sent, percent-encoded.</param>
/// <param name="Query">As it was sent, without the question mark.</param>
/// <param name="Headers">The signed headers, by lower-case name, in the order of the signature.</param>
/// <param name="PayloadHash">The SHA-256 of the body, lower-case hexadecimal, as the caller gave it.</param>
public sealed record SignedRequest(
    string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, string PayloadHash);

/// <summary>AWS's Signature Version 4 (docs.aws.amazon.com/IAM, "Create a signed AWS API request").</summary>
public static class RequestSignature
{
    /// <summary>The name of the algorithm, at the head of the header.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The signature, lower-case hexadecimal.</summary>
    /// <param name="request">What is signed.</param>
    /// <param name="secret">The secret key.</param>
    /// <param name="timestamp">As <c>20250102T030405Z</c>.</param>
    /// <param name="scope">As <c>20250102/us-east-1/lambda/aws4_request</c>.</param>
    public static string Of(SignedRequest request, string secret, string timestamp, string scope) =>
        Of(request, KeyOf(secret, scope), timestamp, scope);

    /// <summary>The key with which requests of one scope are signed.</summary>
    /// <param name="secret">The secret key.</param>
    /// <param name="scope">As <c>20250102/us-east-1/lambda/aws4_request</c>.</param>
    public static byte[] KeyOf(string secret, string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    internal static string Of(SignedRequest request, byte[] key, string timestamp, string scope)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = $"{Algorithm}\n{timestamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(Canonical(request)))}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The header that carries a signature.</summary>
    public static string Header(SignedRequest request, HostCredentials credentials, string timestamp, string scope)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(credentials);
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={Names(request)}, "
            + $"Signature={Of(request, credentials.SecretAccessKey, timestamp, scope)}";
    }

    /// <summary>The SHA-256 of bytes, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A moment as signatures write it.</summary>
    public static string Timestamp(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Canonical(SignedRequest request) =>
        $"{request.Method}\n{EncodeAgain(request.Path)}\n{SortedQuery(request.Query)}\n"
        + string.Concat(request.Headers.Select(header => $"{header.Key}:{Single(header.Value)}\n"))
        + $"\n{Names(request)}\n{request.PayloadHash}";

    private static string Names(SignedRequest request) => string.Join(';', request.Headers.Select(header => header.Key));

    // All services but S3 sign the path encoded twice.
    private static string EncodeAgain(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string SortedQuery(string query) => string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2)).Select(part => (Name: Again(part[0]), Value: part.Length == 2 ? Again(part[1]) : ""))
        .OrderBy(part => part.Name, StringComparer.Ordinal).ThenBy(part => part.Value, StringComparer.Ordinal)
        .Select(part => $"{part.Name}={part.Value}"));

    private static string Again(string encoded) => Uri.EscapeDataString(Uri.UnescapeDataString(encoded));

    private static string Single(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
