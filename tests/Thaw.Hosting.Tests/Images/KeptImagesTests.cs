using Thaw.Hosting.Images;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>What a host knows of images over a restart.</summary>
public sealed class KeptImagesTests : IAsyncDisposable
{
    private readonly ForkingHost _host = new();

    [RequiresFact("root", "cgroups")]
    public async Task Images_are_made_again_when_the_host_starts_with_the_same_names()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        Assert.Equal(("boot", "[9, true]"), await _host.InvokeAsync("f", "3"));
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        var before = _host.Images.Live[0].Built.Spec.Name;

        await _host.Host.RestartAsync();

        ProcessFacts.WaitUntil(() => _host.Images.Live.Any(image => image.Built.Spec.Name == before), "no image is made again");
        Assert.Equal(("fork", "[16, false]"), await _host.InvokeAsync("f", "4"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_is_damaged_is_learnt_again()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        await _host.InvokeAsync("f", "3");
        var records = Path.Combine(_host.Host.PathOf("images"), "learnt");
        ProcessFacts.WaitUntil(() => Directory.GetFiles(records, "*.json").Length == 1, "nothing is written down");
        File.WriteAllText(Directory.GetFiles(records, "*.json").Single(), "{}\n");

        await _host.Host.RestartAsync();

        Assert.Equal(("boot", "[16, true]"), await _host.InvokeAsync("f", "4"));
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_was_asked_for_and_what_was_deleted_is_kept_and_a_damaged_file_is_named()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()]);
        var shapes = await _host.Service.BuildAsync(new ImageWish(["shapes"], null, null), CancellationToken.None);
        var json = await _host.Service.BuildAsync(new ImageWish(["json"], null, null), CancellationToken.None);
        _host.Service.Delete(json.Name);

        await _host.Host.RestartAsync();

        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made again");
        Assert.Equal([shapes.Name], _host.Images.Live.Select(image => image.Built.Spec.Name));
        Assert.Equal([json.Name], _host.Service.Describe().Deleted);

        var file = Path.Combine(_host.Host.PathOf("images"), "asked.json");
        File.AppendAllText(file, " ");
        await _host.Host.RestartAsync();
        Assert.Equal([$"{file}: damaged; ask for its images again: thaw images build, or thaw images plan --apply"], _host.Host.Host.Damaged);
        Assert.Empty(_host.Service.Describe().Requested);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
