using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

public sealed class IdleFreezerTests
{
    public static TheoryData<Exception> Refusals { get; } =
    [
        new IOException("No such process"),
        new UnauthorizedAccessException("Permission denied"),
        new ObjectDisposedException("group"),
    ];

    // It is asked by a timer: what it does not catch ends the host, and would end this process.
    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_group_that_cannot_be_frozen_harms_nobody(Exception refusal)
    {
        var asked = 0;
        using var freezer = new IdleFreezer(Refuse, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        for (var time = 1; time <= 3; time++)
        {
            freezer.End();
            ProcessFacts.WaitUntil(() => Volatile.Read(ref asked) >= time, "the group is never frozen");
            freezer.Begin();
        }
        Assert.Equal(3, asked);

        void Refuse(bool isFrozen)
        {
            Interlocked.Increment(ref asked);
            throw refusal;
        }
    }

    [Fact]
    public void A_frozen_group_that_cannot_go_on_is_left_to_whoever_invokes_it()
    {
        var states = new List<bool>();
        using var frozen = new ManualResetEventSlim();
        using var freezer = new IdleFreezer(Set, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        freezer.End();
        ProcessFacts.WaitUntil(() => frozen.IsSet, "the group is never frozen");
        freezer.Begin();
        Assert.Equal([true, false], states);

        void Set(bool isFrozen)
        {
            states.Add(isFrozen);
            if (isFrozen)
                frozen.Set();
            else
                throw new UnauthorizedAccessException("Permission denied");
        }
    }
}
