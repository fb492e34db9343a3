namespace Thaw.Pager;

/// <summary>What a client asked for cannot be had, or what it handed over is no good: one clear line.</summary>
public sealed class PagerException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public PagerException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what came of it.</summary>
    public PagerException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
