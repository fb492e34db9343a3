using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Layers;

/// <summary>One version of a layer. Immutable.</summary>
/// <param name="Layer">The layer's name: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Number">From 1 on; not used twice.</param>
/// <param name="CodeSha256">The SHA-256 of its zip, in lower-case hexadecimal digits.</param>
/// <param name="CodeBytes">The size of its zip, bytes.</param>
/// <param name="Created">When it was published.</param>
public sealed record LayerVersion(string Layer, int Number, string CodeSha256, long CodeBytes, DateTimeOffset Created)
{
    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>Free text; what its publisher says about rights.</summary>
    public string License { get; init; } = "";

    /// <summary>The runtimes that it is meant for; empty: its publisher did not say. Nothing here depends on it.</summary>
    public IReadOnlyList<string> Runtimes { get; init; } = [];

    /// <summary>The ARN with its version.</summary>
    public string Arn => $"{LayerStore.Arn(Layer)}:{Number}";
}

/// <summary>A layer with the versions of it that are not deleted, oldest first.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LastNumber">The number of the last version that was published.</param>
/// <param name="Versions">Its versions.</param>
public sealed record Layer(string Name, int LastNumber, IReadOnlyList<LayerVersion> Versions)
{
    /// <summary>As a function's version refers to one of them.</summary>
    internal static FunctionLayer Reference(LayerVersion version) => new(version.Arn, version.CodeSha256, version.CodeBytes);
}
