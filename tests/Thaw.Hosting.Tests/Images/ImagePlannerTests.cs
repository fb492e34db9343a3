using Thaw.Hosting.Functions;
using Thaw.Hosting.Images;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Which images are worth their memory.</summary>
public sealed class ImagePlannerTests
{
    private const long Much = 1L << 40;

    [Fact]
    public void Versions_that_load_the_same_share_an_image() =>
        Assert.Equal(
            ["array,json:3"],
            Plan(Much, Start(1, "json", "array"), Start(1, "array", "json"), Start(1, "json", "array")));

    [Fact]
    public void The_same_name_of_another_file_is_another_module()
    {
        var other = new LearntStart(Version("python3.11"), [new("json", 0), new("array", 99)], 10, 100);
        Assert.Contains("array,json:1", Plan(Much, Start(1, "json", "array"), (other, 1)));
        Assert.Equal(2, Plan(Much, Start(1, "json", "array"), (other, 1)).Count(each => each == "array,json:1"));
    }

    [Fact]
    public void With_little_memory_it_is_what_most_starts_have_in_common_and_with_none_nothing()
    {
        var starts = new[] { Start(5, "json", "array", "one"), Start(5, "json", "array", "two"), Start(0.1, "json", "rare") };
        Assert.Equal(["array,json:2"], Plan(27 << 20, starts));
        Assert.Empty(Plan(1 << 20, starts));
        Assert.Contains("array,json,one:1", Plan(Much, starts));
    }

    [Fact]
    public void What_starts_never_is_worth_nothing() => Assert.Empty(Plan(Much, Start(0, "json")));

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
        .. ImagePlanner.Plan(starts, budget, _ => null)
            .Select(planned => $"{string.Join(',', planned.Spec.Modules.Select(module => module.Name).Order(StringComparer.Ordinal))}:{planned.Versions}"),
    ];

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
