namespace Thaw.Lab.Experiments;

/// <summary>Which of the sample functions a measurement runs on.</summary>
/// <param name="Kind">All, those for quick runs, or those named.</param>
/// <param name="Names">Names of folders in <c>functions/</c>; empty unless <paramref name="Kind"/> is <see cref="SelectionKind.Named"/>.</param>
public sealed record FunctionSelection(SelectionKind Kind, IReadOnlyList<string> Names)
{
    /// <summary>None: for measurements that need no function.</summary>
    public static FunctionSelection None { get; } = new(SelectionKind.Named, []);
}

/// <summary>How functions are selected.</summary>
public enum SelectionKind
{
    /// <summary>Those that are named.</summary>
    Named,

    /// <summary>Every function; in a quick run those that their <c>thaw.yaml</c> marks as quick.</summary>
    All,

    /// <summary>Those that their <c>thaw.yaml</c> marks as quick, always.</summary>
    Quick,
}
