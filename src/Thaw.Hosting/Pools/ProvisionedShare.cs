namespace Thaw.Hosting.Pools;

/// <summary>The part of a pool's instances that are kept, with nothing to do or not: how many there shall be, and how many there are.</summary>
/// <remarks>Under its pool's lock.</remarks>
internal sealed class ProvisionedShare(TimeProvider time)
{
    // A function that fails to start would otherwise take the whole machine for trying.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long? _failedAt;

    /// <summary>How many there shall be.</summary>
    public int Wanted { get; private set; }

    /// <summary>How many there are, starting ones included.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are still starting.</summary>
    public int Starting { get; private set; }

    /// <summary>Why the last start failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether another one is to be started now.</summary>
    public bool WantsMore => Count < Wanted && (_failedAt is not { } at || time.GetElapsedTime(at) >= Pause);

    /// <summary>Whether all are needed that there are.</summary>
    public bool IsNeeded => Count <= Wanted;

    /// <summary>Says how many there shall be; an earlier failure is forgotten.</summary>
    public void Want(int wanted)
    {
        if (wanted != Wanted)
            (_failedAt, Failure) = (null, null);
        Wanted = wanted;
    }

    public void Begin()
    {
        Count++;
        Starting++;
    }

    public void Ready()
    {
        Starting--;
        (_failedAt, Failure) = (null, null);
    }

    public void Fail(string why)
    {
        Starting--;
        Count--;
        (_failedAt, Failure) = (time.GetTimestamp(), why);
    }

    public void Gone() => Count--;
}

/// <summary>How it stands with the instances of a version that are kept initialised.</summary>
/// <param name="Wanted">How many there shall be.</param>
/// <param name="Available">How many can take invocations, or run one.</param>
/// <param name="Failure">Why the last start failed; null when it did not.</param>
public sealed record ProvisionedState(int Wanted, int Available, string? Failure);
