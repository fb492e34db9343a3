using Thaw.Functions;
using Thaw.Optimizing.Measuring;

namespace Thaw.Optimizing.Tests.Measuring;

public sealed class EventRotationTests
{
    [Fact]
    public void Events_get_turns_by_weight_and_each_one_at_first()
    {
        EventRotation rotation = Of((70, false), (20, false), (10, false), (500, true));

        int[] turns = [.. Enumerable.Range(0, 20).Select(_ => rotation.Next()!.Value)];

        Assert.Equal([0, 1, 2], turns[..3]);
        Assert.Equal([14, 4, 2], Enumerable.Range(0, 3).Select(index => turns.Count(turn => turn == index)));
        Assert.Equal(0.7, rotation.ShareOf(0), 12);
    }

    [Fact]
    public void A_frequent_event_does_not_have_all_its_turns_in_a_row()
    {
        EventRotation rotation = Of((3, false), (1, false));

        int[] turns = [.. Enumerable.Range(0, 12).Select(_ => rotation.Next()!.Value)];

        Assert.DoesNotContain("00000", string.Concat(turns), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_has_no_events() => Assert.Null(new EventRotation(Function([]) with { Kind = FunctionKind.Script }).Next());

    private static EventRotation Of(params (double Weight, bool Holdout)[] events) =>
        new(Function([.. events.Select((item, index) => new FunctionEvent($"event{index}", "{}", item.Weight, false, item.Holdout))]));

    private static FunctionDefinition Function(IReadOnlyList<FunctionEvent> events) => new()
    {
        Name = "test",
        Kind = FunctionKind.Handler,
        Target = "handler.handler",
        Root = "/code",
        Events = events,
    };
}
