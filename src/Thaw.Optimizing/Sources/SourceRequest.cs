namespace Thaw.Optimizing.Sources;

/// <summary>A source file that is to be read.</summary>
/// <param name="Module">The module that it holds, dotted.</param>
/// <param name="File">The file, absolute.</param>
/// <param name="IsPackage">True for a package's <c>__init__</c>.</param>
public sealed record SourceRequest(string Module, string File, bool IsPackage);
