using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Thaw.Api.Access;

namespace Thaw.Api.Client;

/// <summary>Asks a host over HTTP, with its key pair.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
public sealed class HostClient : IDisposable
{
    private const string Scope = "/us-east-1/lambda/aws4_request";

    private readonly HttpClient _http;
    private readonly HostCredentials _credentials;
    private readonly Uri _endpoint;

    /// <summary>A client of one host.</summary>
    /// <param name="endpoint">Its address, as <c>http://127.0.0.1:9000</c>.</param>
    /// <param name="credentials">Its key pair.</param>
    /// <param name="authorities">Who may sign a host's certificate; null: those that the system trusts.</param>
    public HostClient(Uri endpoint, HostCredentials credentials, X509Certificate2Collection? authorities = null)
    {
        (_endpoint, _credentials) = (endpoint, credentials);
        // A proxy would see a loopback address as its own.
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (authorities is not null)
            handler.SslOptions.CertificateChainPolicy = Trusting(authorities);
        // Invocations take as long as their function may.
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(20) };
    }

    /// <summary>Asks, and expects success.</summary>
    /// <param name="method">GET, POST, …</param>
    /// <param name="path">The path, percent-encoded, with its query.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="headers">More headers.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The whole answer; the caller disposes of it.</returns>
    /// <exception cref="HostClientException">There is no host, or it refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[] body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(headers);
        using var request = new HttpRequestMessage(method, new Uri(_endpoint, path)) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SendSignedAsync(request, path, RequestSignature.Hash(body), cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a file that may be too long for memory, and reads the answer's JSON.</summary>
    /// <param name="path">The path, percent-encoded, with its query.</param>
    /// <param name="file">The file.</param>
    /// <param name="hash">Its SHA-256, lower-case hexadecimal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostClientException">There is no host, or it refuses.</exception>
    public async Task<JsonElement> PutFileAsync(string path, string file, string hash, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(_endpoint, path)) { Content = new StreamContent(File.OpenRead(file)) };
        using var response = await SendSignedAsync(request, path, hash, cancellation).ConfigureAwait(false);
        return await ReadJsonAsync(response, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendSignedAsync(HttpRequestMessage request, string path, string hash, CancellationToken cancellation)
    {
        Sign(request, path, hash);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new HostClientException(
                $"no trusted connection to {_endpoint.ToString().TrimEnd('/')} ({e.InnerException?.Message ?? e.Message}); name who signed its certificate with --ca", true, e);
        }
        catch (HttpRequestException e)
        {
            throw new HostClientException($"no host answers at {_endpoint.ToString().TrimEnd('/')} ({e.Message}); start one with: thaw serve", true, e);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusedAsync(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks, and reads the answer's JSON.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, body, new Dictionary<string, string>(), cancellation).ConfigureAwait(false);
        return await ReadJsonAsync(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same for what may not be there.</summary>
    /// <returns>Null when the host says that it has no such thing.</returns>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<JsonElement?> FindAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(method, path, body, cancellation).ConfigureAwait(false);
        }
        catch (HostClientException e) when (e.ErrorType == "ResourceNotFoundException")
        {
            return null;
        }
    }

    /// <summary>Invokes a function; that it fails is an answer, too.</summary>
    /// <param name="function">Its name, with :VERSION or :ALIAS for another than the latest.</param>
    /// <param name="body">The event, JSON.</param>
    /// <param name="headers">More headers.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostClientException">There is no host, or it refuses.</exception>
    public async Task<InvokeAnswer> InvokeAsync(
        string function, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(function);
        using var response = await SendAsync(
            HttpMethod.Post, $"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations", body.ToArray(), headers, cancellation).ConfigureAwait(false);
        return new InvokeAnswer(await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), response.Headers);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        // Authorities of one's own mostly publish no list of what they revoked.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        using var document = JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes);
        return document.RootElement.Clone();
    }

    private void Sign(HttpRequestMessage request, string path, string hash)
    {
        var timestamp = RequestSignature.Timestamp(TimeProvider.System.GetUtcNow());
        var target = path.Split('?', 2);
        // The hash is announced, so that the host can check the signature before it reads the body.
        var signed = new SignedRequest(
            request.Method.Method, target[0], target.Length == 2 ? target[1] : "",
            [new("host", _endpoint.Authority), new("x-amz-content-sha256", hash), new("x-amz-date", timestamp)], hash);
        request.Headers.TryAddWithoutValidation("X-Amz-Content-SHA256", hash);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", timestamp);
        request.Headers.TryAddWithoutValidation(
            "Authorization", RequestSignature.Header(signed, _credentials, timestamp, timestamp[..8] + Scope));
    }

    private static async Task<HostClientException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var type = response.Headers.TryGetValues("x-amzn-errortype", out var types) ? types.First() : $"status {(int)response.StatusCode}";
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(text);
            text = document.RootElement.GetProperty("Message").GetString() ?? text;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not a host of ours: its own words have to do.
        }
        return new HostClientException($"{text.ReplaceLineEndings(" ").Trim()} ({type})", false) { ErrorType = type };
    }
}
