namespace Thaw.Functions.Loading;

/// <summary>Names of functions: they become parts of file names and of JSON, so they are kept plain.</summary>
internal static class FunctionName
{
    private const int MaxLength = 100;

    /// <summary>True if <paramref name="name"/> can be a function's name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name[0] != '.' && name[0] != '-' && name.All(IsAllowed);

    /// <summary>Makes a valid name of a file's name.</summary>
    public static string From(string fileName)
    {
        var plain = string.Concat(fileName.Select(c => IsAllowed(c) ? c : '_')).TrimStart('.', '-');
        if (plain.Length > MaxLength)
            plain = plain[..MaxLength];
        return plain.Length == 0 ? "function" : plain;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
