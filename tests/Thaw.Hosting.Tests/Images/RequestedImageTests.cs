using Thaw.Hosting.Images;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Images that somebody wants: the function itself, or whoever asks the host.</summary>
public sealed class RequestedImageTests : IAsyncDisposable
{
    private readonly ForkingHost _host = new();

    [RequiresFact("root", "cgroups")]
    public async Task What_a_function_declares_is_there_before_its_first_start()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        Assert.Equal(("fork", "[9, false]"), await _host.InvokeAsync("f", "3"));
        var requested = Assert.Single(_host.Service.Describe().Requested);
        Assert.Equal((true, "f says so"), (requested.IsHeld, requested.Reason));
        Assert.Equal(["shapes"], requested.Libraries);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_that_says_none_is_booted_whatever_there_is()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "shapes");
        _host.Deploy("g", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "none");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        Assert.Equal(("boot", "[9, true]"), ForkingHost.Said(await _host.StartAsync("g", "3")));
        Assert.Equal("it says image: none", _host.Service.Describe().Functions.Single(function => function.Function == "g").Reason);
    }

    [RequiresFact("root", "cgroups")]
    public void A_module_that_is_not_there_makes_no_image_and_the_reason_says_so()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "shapes,shapes.round");
        ProcessFacts.WaitUntil(() => _host.Images.Failed.Count > 0, "nothing is tried");
        Assert.StartsWith("shapes.round cannot be imported: ModuleNotFoundError", Assert.Single(_host.Images.Failed.Values).Reason, StringComparison.Ordinal);
        Assert.Empty(_host.Images.Live);
    }

    [Theory]
    [InlineData("numpy,", "'' is not the name of a module")]
    [InlineData("a-b", "'a-b' is not the name of a module")]
    public void What_is_no_rule_is_refused(string image, string words) =>
        Assert.Contains(words, Assert.Throws<HostingException>(() => _host.Deploy("f", [("f.py", ForkingHost.Uses)], image)).Message, StringComparison.Ordinal);

    [RequiresFact("root", "cgroups")]
    public async Task An_image_is_made_when_asked_for_and_goes_when_it_is_deleted()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        var made = await _host.Service.BuildAsync(new ImageWish(["shapes"], null, null), CancellationToken.None);
        Assert.Null(made.Failure);
        Assert.Contains("shapes.area", made.Held!.Modules);
        Assert.Equal((1, false), (made.Held.Threads, Assert.Single(made.Libraries).IsOperators));
        Assert.Equal(("no", "it has not been started yet"), (made.Functions[0].Use, made.Functions[0].Reason));
        Assert.Equal(("boot", "[9, true]"), await _host.InvokeAsync("f", "3"));
        Assert.Equal("used", Assert.Single(_host.Service.Inspect(made.Name).Functions).Use);

        _host.Service.Delete(made.Name);
        Assert.DoesNotContain(made.Name, _host.Images.Plans.Wanted(_host.Images.Live).Select(image => image.Spec.Name));
        Assert.Equal([made.Name], _host.Service.Describe().Deleted);
        // Something new that would use it has been deployed since.
        _host.Deploy("g", [("f.py", "import shapes\ndef handler(event, context):\n    return 1\n"), .. ForkingHost.Shapes()]);
        Assert.Equal(("boot", "1"), await _host.InvokeAsync("g", "3"));
        Assert.Empty(_host.Service.Describe().Deleted);
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_image_has_the_same_name_on_every_host_for_the_same_content_alone()
    {
        await using var other = new ForkingHost();
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        other.Deploy("g", [("f.py", "import shapes\n"), .. ForkingHost.Shapes()]);
        other.Deploy("h", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(area: "side*side ")]);
        Assert.Equal(NameOf(_host, "f"), NameOf(other, "g"));
        Assert.NotEqual(NameOf(_host, "f"), NameOf(other, "h"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_cannot_be_asked_for_is_refused_in_one_line()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        var wish = new ImageWish(["shapes", "circles"], null, null);
        Assert.StartsWith("No function that is deployed has all of these modules", (await RefusedAsync(wish)).Message, StringComparison.Ordinal);
        Assert.StartsWith("f does not have all of these modules", (await RefusedAsync(wish with { Function = "f" })).Message, StringComparison.Ordinal);
        Assert.Equal(HostingProblem.ResourceNotFound, (await RefusedAsync(wish with { Function = "g" })).Problem);
        Assert.Contains("'9' is not the name of a module", (await RefusedAsync(wish with { Modules = ["9"] })).Message, StringComparison.Ordinal);
        Assert.Equal(HostingProblem.ResourceNotFound, Assert.Throws<HostingException>(() => _host.Service.Delete("nothing")).Problem);
        Assert.Equal(HostingProblem.ResourceNotFound, Assert.Throws<HostingException>(() => _host.Service.Inspect("nothing")).Problem);
        // Of a plan nothing is held when one of its images cannot be.
        Assert.Throws<HostingException>(() => _host.Service.Apply([new ImageWish(["shapes"], null, null), wish]));
        Assert.Empty(_host.Images.Asked.Images);
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_does_not_fit_is_not_held_and_the_reason_says_so()
    {
        await using var host = new ForkingHost(imageBytes: 64 << 20);
        host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(first: "ROOM = b'x' * (40 << 20)\n")]);
        host.Deploy("g", [("f.py", "import squares\n"), .. Libraries.Wheels.Files("squares", "1", ("squares.py", "ROOM = b'x' * (40 << 20)\n"))]);
        Assert.Null((await host.Service.BuildAsync(new ImageWish(["shapes"], null, null), CancellationToken.None)).Failure);
        var second = await host.Service.BuildAsync(new ImageWish(["squares"], null, null), CancellationToken.None);
        Assert.Matches("^it takes [0-9]+ MB, and [0-9]+ MB of --image-memory are left$", second.Failure);
        Assert.Null(second.Held);
    }

    [RequiresFact("root", "cgroups")]
    public void An_applied_plan_takes_the_place_of_the_one_before()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        var first = _host.Service.Apply([new ImageWish(["json"], null, null)]);
        var second = _host.Service.Apply([new ImageWish(["shapes"], null, "f")]);
        Assert.NotEqual(first, second);
        Assert.Equal(second, _host.Images.Asked.Images.Select(image => image.Name));
        ProcessFacts.WaitUntil(() => _host.Images.Live.Any(image => image.Built.Spec.Name == second[0]), "no image is made");
        ProcessFacts.WaitUntil(() => _host.Images.Live.All(image => image.Built.Spec.Name != first[0]), "the other one stays");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string NameOf(ForkingHost host, string function) =>
        host.Images.Asked.Resolve(new AskedImage("", host.Host.Runtime, ["shapes"], function, false), host.Host.Host.Functions.All)!.Name;

    private Task<HostingException> RefusedAsync(ImageWish wish) => Assert.ThrowsAsync<HostingException>(() => _host.Service.BuildAsync(wish, CancellationToken.None));
}
