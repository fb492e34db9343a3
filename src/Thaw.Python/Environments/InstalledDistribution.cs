namespace Thaw.Python.Environments;

/// <summary>A distribution that an environment holds, as its metadata describes it.</summary>
/// <param name="Name">Its name as its metadata has it, for example <c>scikit-learn</c>.</param>
/// <param name="Version">Its version, or an empty string where its metadata has none.</param>
/// <param name="TopLevel">The top-level modules and packages that it brings.</param>
/// <param name="Location">The folder that it is installed in.</param>
public sealed record InstalledDistribution(
    string Name, string Version, IReadOnlyList<string> TopLevel, string Location)
{
    /// <summary>Its <c>.dist-info</c> or <c>.egg-info</c>: a folder, or in old installations a file.</summary>
    public string Metadata { get; init; } = "";
}
