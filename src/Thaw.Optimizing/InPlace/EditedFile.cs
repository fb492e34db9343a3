namespace Thaw.Optimizing.InPlace;

/// <summary>A file of the function before and after.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Before">Its bytes before.</param>
/// <param name="After">Its bytes after.</param>
public sealed record EditedFile(string Path, byte[] Before, byte[] After);
