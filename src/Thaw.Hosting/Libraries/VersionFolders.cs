namespace Thaw.Hosting.Libraries;

/// <summary>The host's folders that an instance of a version sees.</summary>
/// <param name="Code">At /var/task.</param>
/// <param name="Layers">At /opt; null when it has none.</param>
/// <param name="Libraries">At <see cref="LibraryViews.Place"/>; null when it has none.</param>
/// <param name="Root">At /, in place of the host's /usr; null when it has none.</param>
public sealed record VersionFolders(string Code, string? Layers, string? Libraries, string? Root);
