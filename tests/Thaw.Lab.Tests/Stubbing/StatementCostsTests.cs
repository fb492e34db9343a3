using Thaw.Lab.Stubbing;
using Thaw.Profiling.Recordings;

namespace Thaw.Lab.Tests.Stubbing;

public sealed class StatementCostsTests
{
    [Fact]
    public void EveryBeginningOfTheOrderIsSpreadOverTheList()
    {
        var costs = Enumerable.Range(0, 8).Select(i => new StatementCost(new ImportStatement(i, "m", "f", 1, "<module>"), 80 - i, 1)).ToArray();

        var order = StatementCosts.Spread(costs).Select(cost => cost.Statement.Id).ToArray();

        Assert.Equal([0, 4, 2, 6, 1, 3, 5, 7], order);
        Assert.Empty(StatementCosts.Spread([]));
    }
}
