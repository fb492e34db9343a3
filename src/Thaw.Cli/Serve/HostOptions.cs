using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Thaw.Api.Access;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;
using Thaw.Functions;

namespace Thaw.Cli.Serve;

/// <summary>How a command finds the host that it asks.</summary>
internal static class HostOptions
{
    public static readonly Option<string?> Endpoint = new("--endpoint")
    {
        Description = "The host's address; default: THAW_ENDPOINT, or http://127.0.0.1:9000",
        HelpName = "URL",
    };

    public static readonly Option<string?> State = new("--state")
    {
        Description = "The host's state folder, which holds its credentials; default: AWS_SHARED_CREDENTIALS_FILE, or THAW_HOME",
        HelpName = "DIR",
    };

    public static readonly Option<string?> Authorities = new("--ca")
    {
        Description = "Who may sign the certificate of a host with https (PEM); default: THAW_CA, or AWS_CA_BUNDLE, or the system's",
        HelpName = "FILE",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document instead of text" };

    /// <summary>Has a command ask a host: it gets the options that say which, and runs with a client of it.</summary>
    public static Command Asking(this Command command, Func<ParseResult, HostClient, CancellationToken, Task<int>> run)
    {
        command.Add(Endpoint);
        command.Add(State);
        command.Add(Authorities);
        command.SetAction((parsed, cancellation) => WithClientAsync(parsed, client => run(parsed, client, cancellation)));
        return command;
    }

    /// <summary>Runs a command's work with a client; what the host refuses becomes one line and an exit code.</summary>
    public static async Task<int> WithClientAsync(ParseResult parsed, Func<HostClient, Task<int>> work)
    {
        try
        {
            var address = Address(parsed);
            using var client = new HostClient(address, Credentials(parsed), address.Scheme == Uri.UriSchemeHttps ? Trusted(parsed) : null);
            return await work(client);
        }
        catch (HostClientException e)
        {
            Screen.Complain(parsed.InvocationConfiguration, e.Message);
            return e.IsAbsent ? ExitCodes.MachineLacks : ExitCodes.BadInput;
        }
    }

    private static Uri Address(ParseResult parsed)
    {
        var text = parsed.GetValue(Endpoint) ?? Variable("THAW_ENDPOINT") ?? "http://127.0.0.1:9000";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/"
            ? address
            : throw new FormatException($"{text}: not the address of a host; write for example http://127.0.0.1:9000");
    }

    /// <summary>Whether there is a key to a host, or somebody says that there is.</summary>
    public static bool HasKey(ParseResult parsed) => parsed.GetResult(Endpoint) is not null || parsed.GetResult(State) is not null || File.Exists(KeyFile(parsed));

    private static string KeyFile(ParseResult parsed) => parsed.GetValue(State) is { } state ? Path.Combine(state, HostCredentials.FileName)
        : Variable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(ThawFolders.Home, HostCredentials.FileName);

    private static HostCredentials Credentials(ParseResult parsed)
    {
        try
        {
            return HostCredentials.Read(KeyFile(parsed));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HostClientException($"no key to the host: {e.Message} (the host makes the file when it starts; --state says where)", true, e);
        }
    }

    private static X509Certificate2Collection? Trusted(ParseResult parsed)
    {
        if ((parsed.GetValue(Authorities) ?? Variable("THAW_CA") ?? Variable("AWS_CA_BUNDLE")) is not { } path)
            return null;
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"{path}: no certificates in PEM form ({e.Message.ReplaceLineEndings(" ")})", e);
        }
        return found.Count > 0 ? found : throw new FormatException($"{path}: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
