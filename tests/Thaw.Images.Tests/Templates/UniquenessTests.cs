using System.Text.Json;
using Thaw.Images.Templates;
using Thaw.Sandboxing;
using Thaw.Testing;

namespace Thaw.Images.Tests.Templates;

/// <summary>Instances of one template draw other numbers, whichever library of the sample functions they ask.</summary>
public sealed class UniquenessTests(TestTemplates templates) : IClassFixture<TestTemplates>
{
    private const string Function =
        """
        import os, draws
        def handler(event, context):
            return {"isOwnNumber": draws.PID != os.getpid(), "drawn": draws.drawn(), "states": draws.states()}
        """;

    [RequiresFact(
        "root", "deb.python3-boto3", "deb.python3-chameleon", "deb.python3-igraph", "deb.python3-markdown", "deb.python3-matplotlib", "deb.python3-nltk", "deb.python3-numpy",
        "deb.python3-pandas", "deb.python3-pil", "deb.python3-pkg-resources", "deb.python3-pyaes", "deb.python3-pygments", "deb.python3-reportlab", "deb.python3-requests",
        "deb.python3-rich", "deb.python3-scipy", "deb.python3-skimage", "deb.python3-sklearn", "deb.python3-tqdm")]
    public async Task No_two_of_them_share_a_random_stream_of_any_library()
    {
        await using var template = await templates.StartAsync("draws", File.ReadAllText(Repository.PathOf("tests/Thaw.Images.Tests/Templates/draws.py")), "draws");
        Assert.Equal(("", 1), (string.Join("; ", template.Content.Modules.Select(module => module.Error).OfType<string>()), template.Content.Threads));
        var (one, other) = (await DrawAsync(template), await DrawAsync(template));

        // By it OpenSSL and others notice that they are another process.
        Assert.True(one.IsOwnNumber);
        Assert.Equal(26, one.Drawn.Count);
        Assert.All(one.Drawn, draw => Assert.True(draw.Value != other.Drawn[draw.Key], $"{draw.Key} draws {draw.Value} twice"));
        // What nobody asked is found as well.
        Assert.True(one.States.Count >= one.Drawn.Count / 2, string.Join(' ', one.States.Select(state => state[0])));
        Assert.All(one.States, state => Assert.True(other.States.All(theirs => theirs[1] != state[1]), $"a {state[0]} goes on alike in both"));
    }

    [RequiresFact("root")]
    public async Task What_a_library_keeps_open_is_refused_but_for_devices_that_are_the_same_for_all()
    {
        var shared = await Assert.ThrowsAsync<SandboxException>(() => templates.StartAsync("keeps", "KEPT = open(__file__)\n", "keeps"));
        Assert.Equal("its libraries keep /var/libraries/keeps.py open, which instances would share", shared.Message);

        await using var template = await templates.StartAsync("keeps", "import os\nFREE, KEPT = os.dup(0), open('/dev/urandom', 'rb', 0)\nos.close(FREE)\n", "keeps");
        await using var sandbox = await templates.SandboxAsync("import keeps, os\ndef handler(event, context):\n    return [len(keeps.KEPT.read(8)), len(os.listdir('/proc/self/fd'))]\n");
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        await instance.ImportAsync();
        // Beside the four that each instance has, and that of the list.
        Assert.Equal("[8, 6]", (await instance.InvokeAsync("1")).Body);
    }

    private async Task<Draws> DrawAsync(Template template)
    {
        await using var sandbox = await templates.SandboxAsync(Function);
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        await instance.ImportAsync();
        return JsonSerializer.Deserialize<Draws>((await instance.InvokeAsync("1")).Body, JsonSerializerOptions.Web)!;
    }

    private sealed record Draws(bool IsOwnNumber, IReadOnlyDictionary<string, string> Drawn, IReadOnlyList<IReadOnlyList<string>> States);
}
