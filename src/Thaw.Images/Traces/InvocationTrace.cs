namespace Thaw.Images.Traces;

/// <summary>The invocations of many functions over time.</summary>
/// <remarks>A function's invocations are read one after the other, in order of time; those of different functions are independent of each other.</remarks>
public abstract class InvocationTrace
{
    /// <summary>Where it is from, in words, with what it cites.</summary>
    public abstract string Source { get; }

    /// <summary>Whether it was made by random numbers, not recorded.</summary>
    public virtual bool IsSynthetic => false;

    /// <summary>Its functions.</summary>
    public abstract IReadOnlyList<TracedFunction> Functions { get; }

    /// <summary>Its length, seconds: no invocation starts later.</summary>
    public abstract double Seconds { get; }

    /// <summary>A new reader of a function's invocations.</summary>
    /// <param name="index">Index into <see cref="Functions"/>.</param>
    public abstract InvocationReader Open(int index);
}

/// <summary>A function of a trace.</summary>
/// <param name="Name">What the trace calls it.</param>
/// <param name="MemoryBytes">Memory of an instance, libraries included, bytes; null where the trace does not tell.</param>
public sealed record TracedFunction(string Name, long? MemoryBytes = null);

/// <summary>Reads one function's invocations, the earlier ones first.</summary>
public abstract class InvocationReader
{
    private Invocation _next;
    private bool _hasNext;

    /// <summary>The next invocation that starts before a time.</summary>
    /// <param name="before">Seconds from the beginning of the trace; calls give rising times.</param>
    /// <param name="invocation">The invocation.</param>
    /// <returns>False if there is none before that time, or none at all.</returns>
    public bool TryRead(double before, out Invocation invocation)
    {
        if (!_hasNext)
            _hasNext = TryReadAny(out _next);
        invocation = _next;
        if (!_hasNext || _next.StartSeconds >= before)
            return false;
        _hasNext = false;
        return true;
    }

    /// <summary>The next invocation, whenever it starts.</summary>
    protected abstract bool TryReadAny(out Invocation invocation);
}
