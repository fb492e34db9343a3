using Thaw.Linux.Processes;

namespace Thaw.Python.Launching;

/// <summary>Waits for the end of a process, or until the process or the invocation under way has taken too long.</summary>
/// <remarks>
/// Only the process knows in which phase it is, and it must not be disturbed: its records are looked at when the
/// first moment has come at which an invocation could be over its time, which for most processes is never.
/// </remarks>
internal static class RunLimits
{
    /// <returns>How it ended; null if its time is over.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ChildExit? WaitForExit(ChildProcess child, LaunchRequest request, string records, CancellationToken cancellation)
    {
        long end = child.SpawnedAtNs + Nanoseconds(request.TimeLimit);
        long limit = request.InvocationLimit is { } one ? Nanoseconds(one) : long.MaxValue;
        long next = limit == long.MaxValue ? end : Math.Min(end, child.SpawnedAtNs + limit);
        while (true)
        {
            try
            {
                long left = Math.Max(0, next - MonotonicClock.NowNs);
                return child.WaitForExit(TimeSpan.FromTicks(left / TimeSpan.NanosecondsPerTick), cancellation);
            }
            catch (TimeoutException)
            {
                long now = MonotonicClock.NowNs;
                long due = limit == long.MaxValue ? end : Due(child, request, records, limit, now);
                if (now >= Math.Min(end, due))
                {
                    return null;
                }

                next = Math.Min(end, due);
            }
        }
    }

    /// <summary>When the invocation under way is over its time; for a process that is not in one, when to look again.</summary>
    private static long Due(ChildProcess child, LaunchRequest request, string records, long limit, long now)
    {
        AgentRun run = AgentOutput.Read(records, child.SpawnedAtNs, null, [], "");
        bool invoking = run.Init is { Error: null } && run.Invocations.Count() < request.Invocations.Count;
        return invoking ? run.Phases[^1].EndNs + limit : now + limit;
    }

    private static long Nanoseconds(TimeSpan time) => (long)time.TotalNanoseconds;
}
