using System.CommandLine;
using System.Net;
using Thaw.Api;
using Thaw.Api.Access;

namespace Thaw.Cli.Serve;

/// <summary>Where <c>thaw serve</c> listens, and as whom.</summary>
internal static class ListenOptions
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address and port; port 0 takes a free one. Other addresses than loopback need a certificate",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => "127.0.0.1:9000",
    };

    private static readonly Option<string?> Certificate = new("--tls-cert")
    {
        Description = "Speak HTTPS with this certificate (PEM), those that signed it after it in the file",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Key = new("--tls-key") { Description = "The certificate's key (PEM, not encrypted)", HelpName = "FILE" };

    private static readonly Option<string[]> Names = new("--host-name")
    {
        Description = "A name by which callers ask, beside loopback's and the certificate's; as behind a proxy",
        HelpName = "NAME",
    };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Listen, Certificate, Key, Names])
            command.Options.Add(option);
    }

    /// <summary>What was asked for; the identity is the caller's to dispose of.</summary>
    /// <exception cref="FormatException">The message says what cannot be.</exception>
    public static (IPEndPoint Address, ServerIdentity Identity) Read(ParseResult parsed)
    {
        var listen = parsed.GetValue(Listen)!;
        if (!IPEndPoint.TryParse(listen, out var address) || !listen.Contains(':', StringComparison.Ordinal))
            throw new FormatException($"--listen {listen}: not an address with a port; write for example 127.0.0.1:9000");
        var names = parsed.GetValue(Names) ?? [];
        var identity = (parsed.GetValue(Certificate), parsed.GetValue(Key)) switch
        {
            (null, null) => ServerIdentity.Plain(names),
            ({ } certificate, { } key) => ServerIdentity.Load(certificate, key, names),
            ({ }, null) => throw new FormatException("--tls-cert needs --tls-key, the certificate's key"),
            _ => throw new FormatException("--tls-key needs --tls-cert, the key's certificate"),
        };
        ApiServer.CheckAddress(address, identity);
        return (address, identity);
    }
}
