using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Thaw.Api.Access;

/// <summary>Under which names a server is asked, and how it proves who it is.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
public sealed class ServerIdentity : IDisposable
{
    private readonly IReadOnlyList<string> _names;
    private readonly X509Certificate2Collection _chain;
    private volatile string? _last;

    private ServerIdentity(X509Certificate2Collection chain, IReadOnlyList<string> names) => (_chain, _names) = (chain, names);

    /// <summary>One without a certificate: HTTP, and loopback's own names beside those that are given.</summary>
    /// <param name="names">More names and addresses that callers may use, as behind a proxy.</param>
    public static ServerIdentity Plain(params IReadOnlyList<string> names) => new([], names);

    /// <summary>One with a certificate, whose own names hold as well.</summary>
    /// <param name="certificatePath">A PEM file: the server's certificate first, then those that signed it.</param>
    /// <param name="keyPath">A PEM file with its key, not encrypted.</param>
    /// <param name="names">More names and addresses that callers may use.</param>
    /// <exception cref="FormatException">They cannot be read, or do not belong together; the message says which.</exception>
    public static ServerIdentity Load(string certificatePath, string keyPath, params IReadOnlyList<string> names)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            if (chain.Count == 0)
                throw new FormatException($"{certificatePath}: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
            chain[0].Dispose();
            chain[0] = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return new ServerIdentity(chain, names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(e.Message, e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException($"{certificatePath}, {keyPath}: no certificate with its key, not encrypted, in PEM form ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    /// <summary>The certificate with its key; null: HTTP.</summary>
    public X509Certificate2? Certificate => _chain.Count == 0 ? null : _chain[0];

    /// <summary>The certificates that signed it.</summary>
    public X509Certificate2Collection Signers => [.. _chain.Skip(1)];

    /// <summary>Whether a name in a Host header means this server.</summary>
    /// <param name="name">A name or address, without the port; IPv6 in brackets.</param>
    public bool Answers(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "127.0.0.1" or "localhost" or "[::1]" || name == _last)
            return true;
        if (!_names.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsCertified(name.Trim('[', ']')))
            return false;
        // Comparing with a certificate's names takes some microseconds, and callers mostly use one name.
        _last = name;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _chain)
            certificate.Dispose();
    }

    private bool IsCertified(string name)
    {
        try
        {
            return Certificate?.MatchesHostname(name, allowCommonName: false) == true;
        }
        catch (ArgumentException)
        {
            // No name that a server could have.
            return false;
        }
    }
}
