namespace Thaw.Criu.Images;

/// <summary>A file of an image folder is not what CRIU writes, or not whole. The only exception that its content can cause.</summary>
/// <remarks>A file that is missing or cannot be read is an <see cref="IOException"/> as usual.</remarks>
public sealed class CriuImageException : Exception
{
    /// <summary>Names the place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where in it, in bytes from its beginning.</param>
    /// <param name="what">What is wrong there.</param>
    public CriuImageException(string file, long offset, string what)
        : base($"{Path.GetFileName(file)}, byte {offset}: {what}")
    {
        File = file;
        Offset = offset;
        What = what;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Where in the file, in bytes from its beginning.</summary>
    public long Offset { get; }

    /// <summary>What is wrong.</summary>
    public string What { get; }
}
