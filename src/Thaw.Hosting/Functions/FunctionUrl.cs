namespace Thaw.Hosting.Functions;

/// <summary>Who may call a function's URL.</summary>
public enum UrlAccess
{
    /// <summary>Everybody who reaches the host.</summary>
    None,

    /// <summary>Who signs with the host's key pair, as for its API.</summary>
    Iam,
}

/// <summary>That a function, or one of its aliases, can be called with any HTTP request. Without one, it cannot.</summary>
/// <param name="Access">Who may call it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Modified">When it was changed last.</param>
public sealed record FunctionUrl(UrlAccess Access, DateTimeOffset Created, DateTimeOffset Modified)
{
    /// <summary>Which web pages may call it; null: the host says nothing about that, and the function may.</summary>
    public UrlOrigins? Origins { get; init; }
}

/// <summary>Which web pages may read the answers of a URL (CORS).</summary>
public sealed record UrlOrigins
{
    /// <summary>Stands for every origin, method or header.</summary>
    public const string Any = "*";

    private static readonly string[] KnownMethods = ["GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", Any];

    /// <summary>Whether pages may send what the browser knows of the user.</summary>
    public bool AllowsCredentials { get; init; }

    /// <summary>Request headers that a page may set; at most 100.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Methods that a page may use; at most 6.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Origins as browsers name them, as <c>https://example.org</c>; at most 100.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Answer headers that a page may read; at most 100.</summary>
    public IReadOnlyList<string> Exposed { get; init; } = [];

    /// <summary>How long a browser may remember this, s; 0 to 86,400; null: nothing is said.</summary>
    public int? MaxAgeSeconds { get; init; }

    /// <summary>Refuses what no header can say.</summary>
    /// <exception cref="HostingException">A value is wrong.</exception>
    public void Check()
    {
        foreach (var (name, values, most) in new[] { ("allowHeaders", Headers, 100), ("allowMethods", Methods, 6), ("allowOrigins", Origins, 100), ("exposeHeaders", Exposed, 100) })
        {
            if (values.Count > most || values.Any(value => value is not { Length: > 0 } || value.Any(letter => letter is <= ' ' or > '~' or ',')))
                throw HostingException.Invalid($"Value at 'cors.{name}' failed to satisfy constraint: at most {most} values, of visible ASCII letters without commas");
        }
        if (Methods.FirstOrDefault(method => !KnownMethods.Contains(method)) is { } unknown)
            throw HostingException.Invalid($"Value '{unknown}' at 'cors.allowMethods' failed to satisfy constraint: one of {string.Join(", ", KnownMethods)}");
        if (MaxAgeSeconds is < 0 or > 86_400)
            throw HostingException.Invalid($"Value '{MaxAgeSeconds}' at 'cors.maxAge' failed to satisfy constraint: from 0 to 86400");
    }
}
