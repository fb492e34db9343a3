using System.Text.Json;
using Thaw.Images.Templates;
using Thaw.Sandboxing;
using Thaw.Testing;

namespace Thaw.Images.Tests.Templates;

/// <summary>Instances that are forked from a template into sandboxes.</summary>
public sealed class ForkTests(TestTemplates templates) : IClassFixture<TestTemplates>
{
    private const string Facts =
        """
        import json, os, sys
        status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
        def handler(event, context):
            return {
                "modules": [name in sys.modules for name in ("decimal", "thaw_enter", "thaw_watch")],
                "library": sys.modules["ours"].MADE, "uid": os.getuid(), "groups": os.getgroups(), "pid": os.getpid(),
                "capabilities": [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
                "noNewPrivileges": status["NoNewPrivs"].strip(), "environment": sorted(os.environ), "path": sys.path[:2],
                "folder": os.getcwd(), "descriptors": sorted(map(int, os.listdir("/proc/self/fd")))[:-1],
                "processes": sorted(name for name in os.listdir("/proc") if name.isdigit()),
                "task": os.listdir("/var/task"), "arguments": sys.argv, "event": event,
            }
        """;

    [RequiresFact("root")]
    public async Task A_forked_process_is_in_its_sandbox_with_nothing_of_the_template_but_its_modules()
    {
        await using var template = await templates.StartAsync("ours", "MADE = 'in the template'", "ours", "decimal");
        await using var sandbox = await templates.SandboxAsync(Facts);
        using var instance = await TestTemplates.ForkAsync(template, sandbox);

        await instance.ImportAsync();
        var (kind, body) = await instance.InvokeAsync("[1]");

        Assert.Equal('R', kind);
        var facts = JsonDocument.Parse(body).RootElement;
        AssertFact("[true, false, false]", "modules");
        AssertFact("\"in the template\"", "library");
        AssertFact($"{TestTemplates.FunctionUser}", "uid");
        AssertFact("[]", "groups");
        AssertFact("2", "pid");
        var none = new string('0', 16);
        AssertFact(JsonSerializer.Serialize(Enumerable.Repeat(none, 5)), "capabilities");
        AssertFact("\"1\"", "noNewPrivileges");
        Assert.DoesNotContain("SECRET", facts.GetProperty("environment").EnumerateArray().Select(name => name.GetString()));
        AssertFact("[\"/var/task\", \"/var/runtime\"]", "path");
        AssertFact("\"/var/task\"", "folder");
        AssertFact("[0, 1, 2, 3]", "descriptors");
        AssertFact("[\"2\"]", "processes");
        AssertFact("[\"f.py\"]", "task");
        AssertFact("[\"/var/runtime/bootstrap.py\"]", "arguments");
        AssertFact("[1]", "event");

        void AssertFact(string expected, string name) =>
            Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected)), JsonSerializer.Serialize(facts.GetProperty(name)));
    }

    [RequiresFact("root")]
    public async Task What_came_of_the_modules_is_told()
    {
        await using var template = await templates.StartAsync("ours", "import os\nos.environ.get('OURS_MODE')\nimport threading, signal\n"
            + "thread = threading.Thread(target=signal.pause, daemon=True)\nthread.start()", "ours", "nowhere_at_all");

        Assert.Equal(
            [("ours", null, 1), ("nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'", 0)],
            template.Content.Modules.Select(module => (module.Module, module.Error, module.Threads)));
        Assert.Equal(2, template.Content.Threads);
        Assert.Contains("OURS_MODE", template.Content.Variables);
        Assert.Equal("ours.py", template.Content.Loaded.Single(module => module.Name == "ours").File);
        Assert.Equal("", template.Content.Loaded.Single(module => module.Name == "threading").File);
    }

    [RequiresFact("root")]
    public async Task Instances_outlive_their_template_and_how_they_end_is_still_seen()
    {
        var template = await templates.StartAsync("ours", "", "ours");
        await using var first = await templates.SandboxAsync("def handler(event, context): return event");
        await using var second = await templates.SandboxAsync("import os\ndef handler(event, context): os._exit(3)");
        using var lives = await TestTemplates.ForkAsync(template, first);
        using var ends = await TestTemplates.ForkAsync(template, second);
        await lives.ImportAsync();
        await ends.ImportAsync();

        Assert.Equal('-', (await ends.InvokeAsync("1")).Kind);
        Assert.Equal(3, (await ends.Exit).ExitCode);
        await template.DisposeAsync();
        Assert.True(template.HasEnded);
        Assert.Equal(('R', "5"), await lives.InvokeAsync("5"));
        Assert.False(lives.Exit.IsCompleted);
        first.Kill();
        Assert.NotNull((await lives.Exit).Signal);
        await using var third = await templates.SandboxAsync("");
        await Assert.ThrowsAsync<TemplateException>(() => TestTemplates.ForkAsync(template, third));
    }

    [RequiresFact("root")]
    public async Task A_template_that_cannot_fork_once_can_the_next_time()
    {
        await using var template = await templates.StartAsync("ours", "", "ours");
        var gone = await templates.SandboxAsync("");
        await gone.DisposeAsync();
        await Assert.ThrowsAsync<SandboxException>(() => TestTemplates.ForkAsync(template, gone));

        await using var sandbox = await templates.SandboxAsync("def handler(event, context): return 1");
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        await instance.ImportAsync();
    }

    [RequiresFact("root", "deb.python3-numpy")]
    public async Task No_two_instances_draw_the_same_numbers_but_those_that_a_library_has_seeded()
    {
        await using var template = await templates.StartAsync(
            "ours",
            """
            import random, numpy, tempfile, uuid, multiprocessing
            OWN, NEW, OLD = random.Random(), numpy.random.default_rng(), numpy.random.RandomState()
            BITS = numpy.random.PCG64()
            random.random(), numpy.random.random(), OWN.random(), NEW.random(), OLD.random(), BITS.random_raw(), uuid.uuid1()
            next(tempfile._get_candidate_names())
            FIXED = random.Random(7), numpy.random.default_rng(7), numpy.random.RandomState(7)
            """,
            "ours", "secrets", "ssl");
        const string function =
            """
            import ours, random, numpy, tempfile, uuid, multiprocessing, secrets, ssl
            def handler(event, context):
                drawn = [random.random(), numpy.random.random(), ours.OWN.random(), ours.NEW.random(), ours.OLD.random(), ours.BITS.random_raw(),
                         next(tempfile._get_candidate_names()), str(uuid.uuid1())[-12:], uuid.uuid4().hex, secrets.token_hex(),
                         multiprocessing.current_process().authkey.hex(), ssl.RAND_bytes(8).hex(), random.SystemRandom().random(), id(object) and random.getrandbits(64)]
                return [[str(each) for each in drawn], [str(each.random()) for each in ours.FIXED]]
            """;
        await using var first = await templates.SandboxAsync(function);
        await using var second = await templates.SandboxAsync(function);
        var (one, fixedInOne) = await DrawAsync(first);
        var (other, fixedInOther) = await DrawAsync(second);

        Assert.Equal(14, one.Count);
        Assert.All(one.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(fixedInOne, fixedInOther);

        async Task<(IReadOnlyList<string> Drawn, IReadOnlyList<string> Fixed)> DrawAsync(Thaw.Sandboxing.Sandboxes.Sandbox sandbox)
        {
            using var instance = await TestTemplates.ForkAsync(template, sandbox);
            await instance.ImportAsync();
            var both = JsonSerializer.Deserialize<string[][]>((await instance.InvokeAsync("1")).Body)!;
            return (both[0], both[1]);
        }
    }
}
