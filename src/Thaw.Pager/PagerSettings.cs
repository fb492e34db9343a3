namespace Thaw.Pager;

/// <summary>How a pager works.</summary>
public sealed record PagerSettings
{
    /// <summary>How long a page may take to come from its source before the process that waits for it is killed.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many clients may be connected at once.</summary>
    public int Connections { get; init; } = 1024;
}
