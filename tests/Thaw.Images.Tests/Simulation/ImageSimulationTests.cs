using Thaw.Images.Planning;
using Thaw.Images.Simulation;
using Thaw.Images.Tests.Planning;
using Thaw.Images.Traces;

namespace Thaw.Images.Tests.Simulation;

/// <summary>Simulations that can be worked out by hand.</summary>
public sealed class ImageSimulationTests
{
    private static readonly SimulationOptions Options = new() { KeepAliveSeconds = 60, PlanSeconds = 100, HorizonMinutes = double.PositiveInfinity };

    /// <summary>One kind: a part of 100 ms and 10 MB, own code of 30 ms and 2 MB.</summary>
    private static readonly SimulationCosts Costs = new()
    {
        Source = "a test",
        Start = Requests.Costs,
        Parts = [new ImagePart("numpy", 100, 10_000_000)],
        Kinds = [new FunctionKind("only", 1, 30, 2_000_000, ["numpy"])],
    };

    [Fact]
    public void An_instance_is_kept_alive_and_serves_one_invocation_at_a_time()
    {
        // Cold; warm; two at once: one more is cold; both are idle for too long afterwards: cold.
        var none = Run(new ListedTrace(1000, [[new(0, 1), new(10, 5), new(12, 1), new(30, 1), new(200, 1)]])).Policies[0];

        Assert.Equal("none", none.Name);
        Assert.Equal(3, none.ColdStarts);
        Assert.Equal(0, none.FromImage);
        Assert.Equal([150.0, 150, 150, 150], [none.MeanMs, none.P50Ms, none.P90Ms, none.P99Ms]);
    }

    [Fact]
    public void Memory_is_that_of_instances_from_their_start_until_they_have_been_idle_for_long_enough()
    {
        // 0.15 s to start, 10 s of work, 60 s idle; 10 + 10 + 2 MB.
        var none = Run(new ListedTrace(1000, [[new(100, 10)]])).Policies[0];

        Assert.Equal(22e6 * 70.15 / 1000, none.MeanInstanceBytes, 1);
        Assert.Equal(22e6, none.PeakInstanceBytes);
        Assert.Equal(0, none.PeakImageBytes);
    }

    [Fact]
    public void What_is_idle_at_the_end_counts_up_to_it()
    {
        var none = Run(new ListedTrace(100, [[new(90, 0)]])).Policies[0];

        Assert.Equal(22e6 * 10 / 100, none.MeanInstanceBytes, 1);
    }

    [Fact]
    public void An_image_is_planned_from_the_starts_before_and_used_from_then_on()
    {
        var report = Run(new ListedTrace(300, [[new(0, 0), new(150, 0)], [new(90, 0), new(250, 0)]]));
        var (own, shared) = (report.Policies[1], report.Policies[2]);

        Assert.Equal(["none", "own", "shared"], report.Policies.Select(policy => policy.Name));
        Assert.Equal((4, 2), (shared.ColdStarts, shared.FromImage));
        // From nothing 20 + 100 + 30 ms; forked from numpy 5 + 30.
        Assert.Equal((150 + 150 + 35 + 35) / 4.0, shared.MeanMs);
        Assert.Equal([35.0, 150], [shared.P50Ms, shared.P90Ms]);
        // One image of 20 MB for both functions, from the first plan on; the one of each function holds its code, too.
        Assert.Equal(20e6, shared.PeakImageBytes);
        Assert.Equal(20e6 * 200 / 300, shared.MeanImageBytes, 1);
        Assert.Equal((4, 2, 2 * 22e6), (own.ColdStarts, own.FromImage, own.PeakImageBytes));
        Assert.Equal((150 + 150 + 5 + 5) / 4.0, own.MeanMs);
        Assert.Equal("numpy", Assert.Single(report.Images).Name);
        Assert.Equal(2, report.Images[0].Functions);
    }

    [Fact]
    public void Instances_that_are_forked_have_less_to_themselves()
    {
        var report = Run(new ListedTrace(1000, [[new(0, 0), new(500, 0)]]));

        // A fork copies 1 MB and a tenth of 10, and has 2 MB of its own code: the first instance is there for 60.15 s, the second for 60.035.
        Assert.Equal(((22e6 * 60.15) + (4e6 * 60.035)) / 1000, report.Policies[2].MeanInstanceBytes, 1);
    }

    [Fact]
    public void An_image_serves_only_when_it_is_built()
    {
        // The plan at 100 s has it built by 100.12 s.
        var report = Run(new ListedTrace(1000, [[new(0, 0)], [new(100.1, 0)], [new(100.2, 0)]]));

        Assert.Equal(1, report.Policies[2].FromImage);
        Assert.Equal(1, report.Policies[2].Built);
    }

    [Fact]
    public void Images_that_do_not_fit_are_not_held()
    {
        var report = Run(new ListedTrace(300, [[new(0, 0), new(150, 0)]]), Options with { ImageMemoryBytes = 19_000_000 });

        // The bare interpreter does.
        Assert.Equal("interpreter", Assert.Single(report.Images).Name);
        Assert.Equal((150 + (5 + 100 + 30)) / 2.0, report.Policies[2].MeanMs);
        Assert.Equal(0, report.Policies[1].FromImage);
        Assert.Contains(report.LeftOut, image => image.Name == "numpy");
    }

    [Fact]
    public void Space_compares_an_image_a_function_with_shared_ones()
    {
        var trace = new ListedTrace(10, [.. Enumerable.Range(0, 20).Select(_ => Array.Empty<Invocation>())]);
        var space = Run(trace).Space;

        Assert.Equal((20 * 22e6, 20e6, 1, 20), (space.OwnBytes, space.SharedBytes, space.SharedImages, space.FunctionsPerImage));
        Assert.Equal(1 - (20.0 / 440), space.Saving, 6);
        Assert.Equal(1 - (20.0 / 220), space.SavingOfTen, 6);
        // Live: 20 + 10 x (1 + 1 + 2) against 10 x (22 + 1 + 1.2).
        Assert.Equal(1 - (60.0 / 242), space.SavingOfTenLive, 6);
        Assert.Equal(0.88, space.PublishedOfTen);
    }

    [Fact]
    public void What_the_trace_says_of_memory_is_data_beyond_the_libraries()
    {
        var report = ImageSimulation.Run(new SyntheticTrace(40, 7200, 5), Costs, Options, CancellationToken.None);
        var again = ImageSimulation.Run(new SyntheticTrace(40, 7200, 5), Costs, Options, CancellationToken.None);

        Assert.True(report.Synthetic);
        Assert.Equal(report.Policies, again.Policies);
        Assert.True(report.Policies[0].ColdStarts > 0);
        // Data are the same with and without images, so the saving is not that of the libraries alone.
        Assert.InRange(report.Policies[2].MeanInstanceBytes, report.Policies[0].MeanInstanceBytes / 2, report.Policies[0].MeanInstanceBytes);
        Assert.Equal(report.Policies[0].ColdStarts, report.Policies[1].ColdStarts, 0.2 * report.Policies[0].ColdStarts);
    }

    [Fact]
    public void An_empty_trace_has_nothing_to_report()
    {
        var report = Run(new ListedTrace(0, []));

        Assert.Equal(0, report.Invocations);
        Assert.All(report.Policies, policy => Assert.Equal((0, 0.0, 0.0, 0.0), (policy.ColdStarts, policy.MeanMs, policy.P99Ms, policy.PeakBytes)));
    }

    [Fact]
    public void It_can_be_ended()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();

        Assert.Throws<OperationCanceledException>(() => ImageSimulation.Run(new ListedTrace(10, [[]]), Costs, Options, ended.Token));
    }

    private static SimulationReport Run(InvocationTrace trace, SimulationOptions? options = null) =>
        ImageSimulation.Run(trace, Costs, options ?? Options, CancellationToken.None);
}
