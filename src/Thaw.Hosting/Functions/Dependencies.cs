namespace Thaw.Hosting.Functions;

/// <summary>What a version uses beside its own zip. Two are equal when they name the same.</summary>
public sealed record Dependencies
{
    /// <summary>Nothing.</summary>
    public static Dependencies None { get; } = new();

    /// <summary>Its layers, lowest first: what a later one brings hides what an earlier one does.</summary>
    public IReadOnlyList<FunctionLayer> Layers { get; init; } = [];

    /// <summary>The Debian packages that it declares.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>What they and their dependencies brought when it was deployed: names in the store of libraries.</summary>
    public IReadOnlyList<string> PackageLibraries { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(Dependencies? other) => other is not null && Layers.SequenceEqual(other.Layers)
        && Packages.SequenceEqual(other.Packages) && PackageLibraries.SequenceEqual(other.PackageLibraries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Count, Packages.Count, PackageLibraries.Count);
}
