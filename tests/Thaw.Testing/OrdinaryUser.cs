using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>A user who is not root and whom nobody else is, for what must work without root.</summary>
public static class OrdinaryUser
{
    /// <summary>Its uid and gid.</summary>
    public const uint Id = 64_123;

    /// <summary>The beginning of a command line that starts a program as this user; root may.</summary>
    public static IReadOnlyList<string> Prefix { get; } = ["/usr/bin/setpriv", $"--reuid={Id}", $"--regid={Id}", "--clear-groups"];

    /// <summary>Null when root can start programs as this user, and it can make user namespaces.</summary>
    public static string? WhyImpossible()
    {
        if (Environment.UserName != "root")
            return "the tests do not run as root";
        using var process = Process.Start(new ProcessStartInfo(
            Prefix[0], [.. Prefix.Skip(1), "unshare", "--user", "--map-root-user", "--pid", "--mount", "--fork", "true"])
        { RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : complaint.Trim();
    }
}
