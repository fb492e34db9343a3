namespace Thaw.Api.Access;

/// <summary>What the Authorization header of a signed request says.</summary>
/// <param name="Key">The id of the key that signed.</param>
/// <param name="Scope">As <c>20250102/us-east-1/lambda/aws4_request</c>.</param>
/// <param name="Names">The headers that are signed, in lower case.</param>
/// <param name="Signature">Lower-case hexadecimal.</param>
internal sealed record SignatureHeader(string Key, string Scope, string[] Names, string Signature)
{
    /// <summary>Reads it; null when a part is missing.</summary>
    public static SignatureHeader? Parse(string header)
    {
        string? credential = null, names = null, signature = null;
        foreach (var part in header[RequestSignature.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (part[..at], part[(at + 1)..]) : ("", "");
            switch (name)
            {
                case "Credential":
                    credential = value;
                    break;
                case "SignedHeaders":
                    names = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
            }
        }
        return credential?.Split('/', 2) is [var key, var scope] && names is not null && signature is not null
            ? new SignatureHeader(key, scope, names.Split(';'), signature)
            : null;
    }
}
