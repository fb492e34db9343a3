namespace Thaw.Python.Environments.Libraries;

/// <summary>One file of a distribution.</summary>
/// <param name="Path">Where it belongs, relative to a folder of libraries, as <c>numpy/core/_methods.py</c>.</param>
/// <param name="Source">The absolute path that it is at now; for a link, what it shall lead to.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
public sealed record LibraryFile(string Path, string Source, bool IsLink);

/// <summary>The files of one distribution, wherever they lie. Byte code is none of them.</summary>
/// <param name="Name">Its name as its metadata or its package has it.</param>
/// <param name="Version">Its version; empty when unknown.</param>
/// <param name="Files">At least one; each path once.</param>
public sealed record LibraryFiles(string Name, string Version, IReadOnlyList<LibraryFile> Files);
