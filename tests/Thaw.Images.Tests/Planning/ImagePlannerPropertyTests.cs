using FsCheck;
using FsCheck.Fluent;
using Thaw.Images.Planning;

namespace Thaw.Images.Tests.Planning;

/// <summary>What holds of every plan. The generated requests are the same in each run.</summary>
public sealed class ImagePlannerPropertyTests
{
    [Fact]
    public void Images_are_within_their_memory() =>
        Holds(request => ImagePlanner.Plan(request).Bytes <= request.MemoryBytes);

    [Fact]
    public void A_function_starts_from_the_best_image_that_holds_nothing_else_than_what_it_loads() => Holds(request =>
    {
        var plan = ImagePlanner.Plan(request);
        return plan.ImageOf.Select((image, function) => (image, function)).All(item =>
        {
            var savings = plan.Images.Select(image => Saved(request, image.Parts, item.function)).ToList();
            return item.image < 0
                ? savings.All(saving => saving <= 0)
                : Saved(request, plan.Images[item.image].Parts, item.function) is > 0 and var saved && savings.All(other => other <= saved);
        });
    });

    [Fact]
    public void No_image_is_held_for_nothing() => Holds(request =>
    {
        var plan = ImagePlanner.Plan(request);
        return Enumerable.Range(0, plan.Images.Count).All(image =>
            plan.Images[image].GainMsPerMinute > 0 || plan.Images.Any(child => child.Parent == image));
    });

    [Fact]
    public void Gains_and_starts_are_those_of_the_functions() => Holds(request =>
    {
        var plan = ImagePlanner.Plan(request);
        return Enumerable.Range(0, plan.Images.Count).All(image =>
        {
            int[] users = [.. Enumerable.Range(0, request.Functions.Count).Where(function => plan.ImageOf[function] == image)];
            return Near(plan.Images[image].StartsPerMinute, users.Sum(function => request.Functions[function].StartsPerMinute))
                && Near(plan.Images[image].GainMsPerMinute, users.Sum(function => request.Functions[function].StartsPerMinute * Saved(request, plan.Images[image].Parts, function)))
                && plan.Images[image].Functions == users.Length;
        });
    });

    [Fact]
    public void A_parent_comes_first_and_is_in_its_child() => Holds(request =>
    {
        var plan = ImagePlanner.Plan(request);
        return Enumerable.Range(0, plan.Images.Count).All(image =>
            plan.Images[image].Parent is var parent && parent < image && (parent < 0 || plan.Images[parent].Parts.All(plan.Images[image].Parts.Contains)));
    });

    [Fact]
    public void The_order_of_functions_does_not_matter() => Holds(request =>
    {
        var (one, other) = (ImagePlanner.Plan(request), ImagePlanner.Plan(request with { Functions = [.. request.Functions.Reverse()] }));
        return one.Images.Select(Shown).SequenceEqual(other.Images.Select(Shown)) && one.ImageOf.SequenceEqual(other.ImageOf.Reverse());
    });

    [Fact]
    public void With_room_for_all_and_time_to_build_every_function_saves_what_it_can() => Holds(request =>
    {
        var plan = ImagePlanner.Plan(request with { MemoryBytes = long.MaxValue, HorizonMinutes = double.PositiveInfinity, Costs = Requests.Costs });
        return Enumerable.Range(0, request.Functions.Count).Where(function => request.Functions[function].StartsPerMinute > 0).All(function =>
            plan.ImageOf[function] >= 0
            && Near(plan.Images[plan.ImageOf[function]].Parts.Sum(part => request.Parts[part].InitMs), request.Functions[function].Parts.Sum(part => request.Parts[part].InitMs)));
    });

    private static void Holds(Func<PlanRequest, bool> property) =>
        Prop.ForAll(Requests.Any.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(4_310_275, 6_211_817));

    private static double Saved(PlanRequest request, IReadOnlyList<int> image, int function) =>
        image.All(request.Functions[function].Parts.Contains)
            ? request.Costs.BootMs + image.Sum(part => request.Parts[part].InitMs) - request.Costs.ForkOf(image.Sum(part => request.Parts[part].Bytes))
            : 0;

    private static string Shown(PlannedImage image) => $"{string.Join(',', image.Parts)}/{image.Parent}/{image.Name}/{image.Reason}";

    private static bool Near(double one, double other) => Math.Abs(one - other) <= 1e-6 * (1 + Math.Abs(one));
}
