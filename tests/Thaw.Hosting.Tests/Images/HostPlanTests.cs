using Thaw.Hosting.Functions;
using Thaw.Hosting.Images;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Which images are worth their memory.</summary>
public sealed class HostPlanTests
{
    private const long Much = 1L << 40;

    [Fact]
    public void Versions_that_load_the_same_share_an_image() =>
        Assert.Equal(["array,json:3"], Plan(Much, Start(1, "json", "array"), Start(1, "array", "json"), Start(1, "json", "array")));

    [Fact]
    public void Modules_are_initialised_in_the_order_of_a_version_that_loads_them()
    {
        var plan = HostPlan.Make([Start(1, "zlib", "array", "json")], Much, []);
        Assert.Equal(["zlib", "array", "json"], Assert.Single(plan.Images).Spec.Modules.Select(module => module.Name));
    }

    [Fact]
    public void The_same_name_of_another_file_is_another_module()
    {
        var other = new LearntStart(Version("python3.11"), [new("json", 0), new("array", 99)], 10, 100);
        var plan = Plan(Much, Start(1, "json", "array"), (other, 1));
        Assert.Equal(["array,json:1", "array,json:1"], plan);
    }

    [Fact]
    public void With_little_memory_it_is_what_most_starts_have_in_common_and_with_none_nothing()
    {
        var starts = new[] { Start(5, "json", "array", "one"), Start(5, "json", "array", "two"), Start(0.1, "json", "rare") };
        // Room for one image with three modules, and not for another with one more.
        var little = BytesOf("json", "array") + (ImageCosts.BytesOfModule / 2);
        Assert.Equal(["array,json:2"], Plan(little, starts));
        Assert.Empty(Plan(1 << 20, starts));
        Assert.Equal(["array,json,one:1", "array,json,two:1", "json,rare:1"], Plan(Much, starts).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_image_took_counts_once_it_is_known()
    {
        var start = Start(1, "json", "array");
        var enough = BytesOf("json", "array");
        Assert.Equal(["array,json:1"], Plan(enough, start));
        var held = HostPlan.Make([start], enough, [(start.Start.Whole, enough + 1)]);
        Assert.DoesNotContain(held.Images, image => image.Spec.Name == start.Start.Whole.Name);
        Assert.Equal(1 << 20, Assert.Single(HostPlan.Make([start], enough, [(start.Start.Whole, 1 << 20)]).Images).Planned.Bytes);
    }

    [Fact]
    public void Two_images_are_two_processes_also_where_one_has_all_of_the_other()
    {
        var starts = new[] { Start(1, "json", "array"), Start(1, "json", "array", "one") };
        var both = BytesOf("json", "array") + BytesOf("json", "array", "one");
        Assert.Equal(2, Plan(both, starts).Count);
        Assert.Single(Plan(both - 1, starts));
    }

    [Fact]
    public void What_was_asked_for_takes_its_memory_first_and_what_starts_from_it_needs_no_other()
    {
        var (start, other) = (Start(1, "json", "array"), Start(1, "json", "one"));
        var modules = start.Start.Modules.ToHashSet();
        var asked = new ProvidedImage("python3.11", modules, 5L << 20);
        var plan = HostPlan.Make([start, other], Much, [], [asked]);
        Assert.Equal([other.Start.Whole.Name], plan.Images.Select(image => image.Spec.Name));
        var enough = BytesOf("json", "one") + asked.Bytes;
        Assert.Single(HostPlan.Make([start, other], enough, [], [asked]).Images);
        // What remains is room for less.
        Assert.DoesNotContain(HostPlan.Make([start, other], enough - 1, [], [asked]).Images, image => image.Spec.Name == other.Start.Whole.Name);
        Assert.Equal(2, HostPlan.Make([start, other], Much, [], [asked with { Runtime = "python3.13" }]).Images.Count);
    }

    [Fact]
    public void What_starts_never_is_worth_nothing()
    {
        Assert.Empty(Plan(Much, Start(0, "json")));
        Assert.Empty(Plan(Much));
    }

    [Fact]
    public void No_image_is_for_another_interpreter()
    {
        var other = new LearntStart(Version("python3.13"), [new("json", 0)], 10, 100);
        Assert.Equal(["json:1", "json:1"], Plan(Much, Start(1, "json"), (other, 1)));
    }

    [Fact]
    public void The_pause_after_failed_builds_doubles_up_to_ten_minutes()
    {
        var failed = FailedBuild.After(null, "why", TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(10), failed.Until);
        for (var i = 0; i < 20; i++)
            failed = FailedBuild.After(failed, "why", TimeSpan.Zero);
        Assert.Equal((21, TimeSpan.FromSeconds(640)), (failed.Attempts, failed.Until));
    }

    [Fact]
    public void A_rate_counts_what_is_long_ago_less()
    {
        var rate = new StartRate();
        Assert.Equal(0, rate.PerMinute(TimeSpan.FromHours(1)));
        rate.Add(TimeSpan.FromHours(1));
        rate.Add(TimeSpan.FromHours(1));
        Assert.Equal(0.2, rate.PerMinute(TimeSpan.FromHours(1)), 6);
        Assert.InRange(rate.PerMinute(TimeSpan.FromHours(2)), 0.0001, 0.01);
    }

    private static IReadOnlyList<string> Plan(long budget, params (LearntStart Start, double PerMinute)[] starts) =>
    [
        .. HostPlan.Make(starts, budget, []).Images
            .Select(wanted => $"{string.Join(',', wanted.Spec.Modules.Select(module => module.Name).Order(StringComparer.Ordinal))}:{wanted.Planned.Functions}"),
    ];

    private static long BytesOf(params string[] modules) => Assert.Single(HostPlan.Make([Start(1, modules)], Much, []).Images).Planned.Bytes;

    private static (LearntStart Start, double PerMinute) Start(double perMinute, params string[] modules) =>
        (new LearntStart(Version("python3.11"), [.. modules.Select(name => new ImageModule(name, name == "json" ? 0UL : name[0]))], 10, 100), perMinute);

    private static FunctionVersion Version(string runtime) => new()
    {
        Runtime = runtime,
        Handler = "f.handler",
        CodeSha256 = "",
        CodeBytes = 0,
        LastModified = default,
        RevisionId = Guid.NewGuid().ToString(),
    };
}
