using Thaw.Functions;

namespace Thaw.Hosting.Pools;

/// <summary>How long the idle instances of a pool are kept.</summary>
/// <param name="Rule">What is said of it.</param>
/// <param name="Usual">What holds where nothing is said, or not enough is known.</param>
/// <param name="Times">What is known of the function's pauses.</param>
internal sealed record InstanceKeeping(KeepAliveRule Rule, TimeSpan Usual, IdleTimes Times)
{
    /// <summary>What is to be told of each invocation; null: nothing is learnt.</summary>
    public IdleTimes? Learning => Rule.Fixed is null ? Times : null;

    /// <summary>The time that holds now.</summary>
    public TimeSpan Now => Rule.Fixed ?? Times.KeepAlive ?? Usual;
}
