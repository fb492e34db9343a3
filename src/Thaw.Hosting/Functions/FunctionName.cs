using System.Text.RegularExpressions;

namespace Thaw.Hosting.Functions;

/// <summary>A function as a request names it.</summary>
/// <param name="Name">The function's own name.</param>
/// <param name="Qualifier">A version or alias, or null.</param>
public sealed partial record FunctionName(string Name, string? Qualifier)
{
    /// <summary>The region in the ARNs of this host: there is none, but clients want one.</summary>
    public const string Region = "us-east-1";

    /// <summary>The account in the ARNs of this host.</summary>
    public const string Account = "000000000000";

    /// <summary>Reads a name, a partial ARN (<c>123456789012:function:name</c>) or an ARN, each with or without a qualifier.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="qualifier">The qualifier that the caller gave beside it, or null.</param>
    /// <exception cref="HostingException">It is no name, or the two qualifiers differ.</exception>
    public static FunctionName Parse(string text, string? qualifier = null)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw HostingException.Invalid($"'{text}' is not the name or the ARN of a function: letters, digits, '-' and '_', 64 at most");
        var own = match.Groups["qualifier"] is { Success: true } group ? group.Value : null;
        if (own is not null && qualifier is { Length: > 0 } && own != qualifier)
            throw HostingException.Invalid($"The derived qualifier from the function name does not match the specified qualifier: {own}, {qualifier}");
        return new FunctionName(match.Groups["name"].Value, own ?? (qualifier is { Length: > 0 } ? qualifier : null));
    }

    /// <summary>The ARN of a function or of one of its versions.</summary>
    public static string Arn(string name, string? qualifier = null) =>
        $"arn:aws:lambda:{Region}:{Account}:function:{name}{(qualifier is null ? "" : ":" + qualifier)}";

    [GeneratedRegex(@"^(?:(?:arn:aws[a-zA-Z-]*:lambda:)?(?:[a-z]{2}(?:-gov)?-[a-z]+-\d:)?(?:\d{12}:)?function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$")]
    private static partial Regex Form();
}
