namespace Thaw.Optimizing.Packaging;

/// <summary>A package can't be made or put where it was asked for. The message is one line: what is wrong, where, and what to do.</summary>
public sealed class PackageException : Exception
{
    /// <summary>Makes one; line breaks in <paramref name="message"/> become spaces.</summary>
    public PackageException(string message, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner)
    {
    }
}
