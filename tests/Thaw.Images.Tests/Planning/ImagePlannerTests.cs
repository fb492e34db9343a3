using Thaw.Images.Planning;

namespace Thaw.Images.Tests.Planning;

/// <summary>Plans that can be worked out by hand.</summary>
public sealed class ImagePlannerTests
{
    [Fact]
    public void Images_are_a_tree_and_each_function_gets_the_deepest_that_fits()
    {
        var plan = ImagePlanner.Plan(Requests.Of(
            1000, Requests.Function("bare"), Requests.Function("numpy", 0), Requests.Function("pandas", 0, 1), Requests.Function("torch", 0, 2)));

        Assert.Equal(["", "0", "0,1", "0,2"], plan.ImageOf.Select(image => string.Join(',', plan.Images[image].Parts)));
        var numpy = plan.Images[plan.ImageOf[1]];
        Assert.Equal(plan.ImageOf[0], numpy.Parent);
        Assert.All([plan.ImageOf[2], plan.ImageOf[3]], image => Assert.Equal(plan.ImageOf[1], plan.Images[image].Parent));
        // Of its parent a fork copies a tenth.
        Assert.Equal(1_000_000 + 1_000_000 + 10_000_000, plan.Images[plan.ImageOf[2]].Bytes);
        Assert.Equal((20 + 200 - 5) * 1, plan.Images[plan.ImageOf[2]].GainMsPerMinute);
        Assert.Equal("p1", plan.Images[plan.ImageOf[2]].Name);
        Assert.Equal("1 function start from it 1 times a minute, each 215 ms sooner, for 12 MB", plan.Images[plan.ImageOf[2]].Reason);
    }

    [Fact]
    public void What_two_functions_have_in_common_is_one_image_where_there_is_no_room_for_two()
    {
        var plan = ImagePlanner.Plan(Requests.Of(25, Requests.Function("a", 0, 1), Requests.Function("b", 0, 2)));

        Assert.Equal("0", string.Join(',', Assert.Single(plan.Images).Parts));
        Assert.Equal([0, 0], plan.ImageOf);
        Assert.Contains(plan.LeftOut, image => image.Reason.StartsWith("it would save 100 ms a minute more; it takes ", StringComparison.Ordinal));
    }

    [Fact]
    public void One_large_image_is_not_given_up_for_a_small_one_that_gains_more_for_its_memory()
    {
        // The small one first leaves no room for the large one, which is worth eight times as much.
        var request = Requests.Of(75, new PlannedFunction("small", [0], 0.5), Requests.Function("large", 1, 2, 3, 4, 5, 6)) with
        {
            Costs = Requests.Costs with { InterpreterBytes = 14_000_000, BootMs = 5 },
            Candidates = [],
        };
        var small = request.Parts.Select((part, index) => index == 0 ? part with { InitMs = 400, Bytes = 1_000_000 } : part).ToList();

        var plan = ImagePlanner.Plan(request with { Parts = small });

        Assert.Equal([-1, 0], plan.ImageOf);
    }

    [Fact]
    public void An_image_has_to_save_what_building_it_takes()
    {
        var request = Requests.Of(1000, new PlannedFunction("rare", [0], 0.01)) with { HorizonMinutes = 60 };

        // 0.01 starts a minute save 0.6 x 115 ms in an hour; building takes 120.
        Assert.Empty(ImagePlanner.Plan(request).Images);
        Assert.Contains("less than building it takes", Assert.Single(ImagePlanner.Plan(request).LeftOut, image => image.Name == "p0").Reason, StringComparison.Ordinal);
        Assert.Single(ImagePlanner.Plan(request with { Held = [[0]] }).Images);
        Assert.Single(ImagePlanner.Plan(request with { HorizonMinutes = 120 }).Images);
    }

    [Fact]
    public void Images_that_are_not_forked_from_each_other_have_no_parent_and_share_no_memory()
    {
        var request = Requests.Of(1000, Requests.Function("numpy", 0), Requests.Function("pandas", 0, 1));

        Assert.Equal([20_000_000L, 12_000_000], ImagePlanner.Plan(request).Images.Select(image => image.Bytes));
        var apart = ImagePlanner.Plan(request with { ForksImages = false });
        Assert.Equal([20_000_000L, 30_000_000], apart.Images.Select(image => image.Bytes).Order());
        Assert.All(apart.Images, image => Assert.Equal(-1, image.Parent));
        // There is room for both only where the second one is forked from the first.
        Assert.Equal(2, ImagePlanner.Plan(request with { MemoryBytes = 32_000_000 }).Images.Count);
        Assert.Single(ImagePlanner.Plan(request with { MemoryBytes = 32_000_000, ForksImages = false }).Images);
    }

    [Fact]
    public void What_a_held_image_was_measured_to_take_counts_and_not_what_its_parts_make()
    {
        var request = Requests.Of(25, Requests.Function("f", 0)) with { ForksImages = false, Held = [[0]] };

        Assert.Equal(20_000_000, Assert.Single(ImagePlanner.Plan(request).Images).Bytes);
        Assert.Equal(24_000_000, Assert.Single(ImagePlanner.Plan(request with { HeldBytes = [24_000_000] }).Images).Bytes);
        Assert.Equal("", string.Join(',', Assert.Single(ImagePlanner.Plan(request with { HeldBytes = [26_000_000] }).Images).Parts));
    }

    [Fact]
    public void An_image_is_of_one_interpreter()
    {
        // Parts 6 and 7 are the interpreters; both functions load part 0.
        var plan = ImagePlanner.Plan(Requests.Of(1000, Requests.Function("a", 0, 6), Requests.Function("b", 0, 7)) with { Interpreters = [6, 7] });

        Assert.Equal(["0,6", "0,7"], plan.ImageOf.Select(image => string.Join(',', plan.Images[image].Parts)));
        Assert.Equal(2, plan.Images.Count);
    }

    [Fact]
    public void Functions_that_are_never_started_get_no_image()
    {
        var plan = ImagePlanner.Plan(Requests.Of(1000, new PlannedFunction("never", [0, 1], 0)));

        Assert.Empty(plan.Images);
        Assert.Equal([-1], plan.ImageOf);
        Assert.Empty(plan.LeftOut);
    }

    [Fact]
    public void Copies_that_differ_are_parts_of_their_own_and_share_nothing()
    {
        // Two functions bring the same library in versions that differ.
        var plan = ImagePlanner.Plan(Requests.Of(1000, Requests.Function("a", 0), Requests.Function("b", 1)));

        Assert.NotEqual(plan.ImageOf[0], plan.ImageOf[1]);
        Assert.Equal(0, Assert.Single(plan.Images[plan.ImageOf[0]].Parts));
        Assert.Equal(1, Assert.Single(plan.Images[plan.ImageOf[1]].Parts));
    }

    [Fact]
    public void A_thousand_functions_that_all_load_something_else_have_a_plan_within_the_limit()
    {
        var parts = Enumerable.Range(0, 1200).Select(part => new ImagePart($"p{part}", 10 + (part % 7), 1_000_000 + (part % 5))).ToList();
        var plan = ImagePlanner.Plan(new PlanRequest
        {
            Parts = parts,
            Functions = [.. Enumerable.Range(0, 1000).Select(index => new PlannedFunction($"f{index}", [index, index + 1, 1000 + (index % 200)], 1 + (index % 3)))],
            Costs = Requests.Costs,
            MemoryBytes = 60_000_000,
        });

        Assert.NotEmpty(plan.Images);
        Assert.InRange(plan.Bytes, 1, 60_000_000);
        Assert.DoesNotContain(-1, plan.ImageOf);
    }

    [Fact]
    public void Requests_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ImagePlanner.Plan(Requests.Of(1, Requests.Function("f", 8))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePlanner.Plan(Requests.Of(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePlanner.Plan(Requests.Of(1, new PlannedFunction("f", [], double.NaN))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePlanner.Plan(Requests.Of(1) with { HorizonMinutes = 0 }));
        Assert.Throws<ArgumentException>(() => ImagePlanner.Plan(Requests.Of(1) with { Held = [[0], [1]], HeldBytes = [1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePlanner.Plan(Requests.Of(1) with { Parts = [new ImagePart("p", -1, 0)] }));
    }
}
