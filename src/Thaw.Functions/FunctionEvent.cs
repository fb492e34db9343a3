using System.Security.Cryptography;
using System.Text;

namespace Thaw.Functions;

/// <summary>One event that a function is tried with.</summary>
/// <param name="Name">Its name, unique in the function: by default the file's name without extension.</param>
/// <param name="Json">Its value: JSON on one line, without a line break anywhere.</param>
/// <param name="Weight">How often it occurs, relative to the others; finite and above 0.</param>
/// <param name="WeightIsAssumed">True where nobody gave a weight and so all events count the same.</param>
/// <param name="Holdout">True if no planning step may use it: it only serves to verify.</param>
public sealed record FunctionEvent(string Name, string Json, double Weight, bool WeightIsAssumed, bool Holdout)
{
    /// <summary>Checksum of <see cref="Json"/> as UTF-8, hexadecimal, lower case.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)));
}
