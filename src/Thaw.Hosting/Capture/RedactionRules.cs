using System.Text.RegularExpressions;

namespace Thaw.Hosting.Capture;

/// <summary>What of an event is never kept: values under some names, and what looks like a secret anywhere.</summary>
/// <remarks>
/// Patterns run on what strangers send, so they are of the kind that needs time in proportion to the text only
/// (<see cref="RegexOptions.NonBacktracking"/>). Members may be called from any thread.
/// </remarks>
public sealed partial class RedactionRules
{
    /// <summary>Stands for what was taken out.</summary>
    public const string Redacted = "[redacted]";

    // Names in lower case, without what separates words.
    private static readonly string[] Parts =
    [
        "authorization", "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "credential",
        "cookie", "signature", "session", "creditcard", "cardnumber",
    ];

    private static readonly string[] Whole = ["auth", "pwd", "pass", "pin", "otp", "cvv", "cvc", "ssn", "iban", "jwt"];

    private readonly string[] _parts;
    private readonly Regex[] _patterns;

    private RedactionRules(string[] parts, Regex[] patterns) => (_parts, _patterns) = (parts, patterns);

    /// <summary>Those that always hold.</summary>
    public static RedactionRules Usual { get; } = new(Parts, [Bearer(), WebToken(), AccessKey(), PrivateKey()]);

    /// <summary>These, and more.</summary>
    /// <param name="names">Parts of names whose values are secret; case, <c>-</c> and <c>_</c> do not count.</param>
    /// <param name="patterns">Regular expressions of .NET, without look-around and back references; what they match is secret.</param>
    /// <exception cref="FormatException">One of them is empty or none.</exception>
    public RedactionRules With(IReadOnlyList<string> names, IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(patterns);
        return names.FirstOrDefault(name => Simple(name).Length == 0) is { } empty
            ? throw new FormatException($"'{empty}' is no name of a value to leave out")
            : new RedactionRules([.. _parts, .. names.Select(Simple)], [.. _patterns, .. patterns.Select(Compile)]);
    }

    /// <summary>Whether values under a name are secret.</summary>
    /// <param name="name">The name of a property, a header, or a form's field.</param>
    public bool IsSecret(string name)
    {
        var simple = Simple(name);
        return Whole.Contains(simple) || _parts.Any(part => simple.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>A text without what looks like a secret.</summary>
    /// <param name="text">Any text; forms and query strings are taken apart.</param>
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('=', StringComparison.Ordinal))
            text = Pair().Replace(text, pair => IsSecret(pair.Groups["name"].Value) ? $"{pair.Groups["name"].Value}={Redacted}" : pair.Value);
        return _patterns.Aggregate(text, (clean, pattern) => pattern.Replace(clean, Redacted));
    }

    private static string Simple(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static Regex Compile(string pattern)
    {
        try
        {
            return pattern.Length > 0
                ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
                : throw new FormatException("an empty pattern would match everything");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{pattern}' is no pattern that can be used here: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    [GeneratedRegex(@"(?<name>[^=&?;,\s]+)=(?<value>[^&;,\s]*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"(bearer|basic|digest)\s+[a-z0-9._~+/=-]{6,}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex WebToken();

    [GeneratedRegex(@"(AKIA|ASIA)[0-9A-Z]{16}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex AccessKey();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();
}
