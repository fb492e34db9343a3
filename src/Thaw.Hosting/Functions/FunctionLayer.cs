namespace Thaw.Hosting.Functions;

/// <summary>A layer's version, as a function's version refers to it. It stays with the function when the layer is deleted.</summary>
/// <param name="Arn">With its version.</param>
/// <param name="CodeSha256">The SHA-256 of its zip, in lower-case hexadecimal digits.</param>
/// <param name="CodeBytes">The size of its zip, bytes.</param>
public sealed record FunctionLayer(string Arn, string CodeSha256, long CodeBytes);
