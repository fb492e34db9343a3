namespace Thaw.Python.Environments.Debian;

/// <summary>An installed Debian package.</summary>
/// <param name="Name">Its name without architecture.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">For example <c>amd64</c> or <c>all</c>.</param>
/// <param name="Dependencies">Its hard dependencies: each a list of alternatives, the preferred first.</param>
/// <param name="Provides">Names that it also answers to.</param>
internal sealed record DpkgPackage(
    string Name,
    string Version,
    string Architecture,
    IReadOnlyList<IReadOnlyList<string>> Dependencies,
    IReadOnlyList<string> Provides);
