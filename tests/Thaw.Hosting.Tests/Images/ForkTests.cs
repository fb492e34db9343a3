using System.Diagnostics;
using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Tests.Libraries;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Functions on a host that holds images.</summary>
public sealed class ForkTests : IAsyncDisposable
{
    private static readonly (string Name, string Text)[] Shapes =
        [.. Wheels.Files("shapes", "1.2", ("shapes/__init__.py", "from shapes.area import area\nMADE_BY = __import__('os').getpid()\n"), ("shapes/area.py", "def area(side):\n    return side * side\n"))];

    private const string Uses = "import os, shapes\ndef handler(event, context):\n    if event is None:\n        os._exit(0)\n    return [shapes.area(event), shapes.MADE_BY == os.getpid(), os.environ['AWS_LAMBDA_FUNCTION_NAME']]\n";

    private readonly TestHost _host = new(settings => settings with { ImageBytes = 1L << 30, PreparedSandboxes = 1 });

    [RequiresFact("root", "cgroups")]
    public async Task Ten_functions_that_each_bring_the_same_library_are_forked_from_one_image()
    {
        for (var number = 0; number < 10; number++)
            Deploy($"f{number}", [("f.py", Uses), .. Shapes]);
        for (var number = 0; number < 10; number++)
        {
            var done = await ForkAsync($"f{number}", "3");
            Assert.Equal(("fork", $"[9, false, \"f{number}\"]"), (done.Strategy, TestHost.Text(done)));
        }
        Assert.Equal(10, Assert.Single(_host.Host.Images!.Live).Forks);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_whose_library_is_another_one_gets_another_image()
    {
        var other = Shapes.Select(file => file.Name == "shapes/area.py" ? (file.Name, file.Text.Replace("side * side", "-1", StringComparison.Ordinal)) : file);
        Deploy("a", [("f.py", Uses), .. Shapes]);
        Deploy("b", [("f.py", Uses), .. other]);
        Assert.Equal("[9, false, \"a\"]", TestHost.Text(await ForkAsync("a", "3")));
        Assert.Equal("[-1, false, \"b\"]", TestHost.Text(await ForkAsync("b", "3")));
        var images = _host.Host.Images!.Live;
        Assert.All(images.Where(image => image.Built.Files.ContainsKey("shapes/area.py")), image => Assert.Equal(1, image.Forks));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_whose_own_code_hides_what_the_image_holds_does_not_get_it()
    {
        Deploy("a", [("f.py", "import decimal\n" + Uses), .. Shapes]);
        Deploy("b", [("f.py", "import decimal\ndef handler(event, context):\n    return [decimal.OWN]\n"), ("decimal.py", "OWN = 'own'\n")]);
        await ForkAsync("a", "3");
        var done = await ForkAsync("b", "3");
        Assert.Equal("[\"own\"]", TestHost.Text(done));
        Assert.Equal(1, _host.Host.Images!.Live.Single(image => image.Built.Files.ContainsKey("shapes/area.py")).Forks);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_library_may_enter_its_modules_by_other_names_which_a_function_must_not_have()
    {
        const string uses = "import os, fast\ndef handler(event, context):\n    return fast.core.MADE_BY == os.getpid()\n";
        var fast = Wheels.Files(
            "fast", "1", ("fast/__init__.py", "from fast import core\n"),
            ("fast/core.py", "import os, sys\nsys.modules['_core'] = sys.modules[__name__]\nMADE_BY = os.getpid()\n"));
        Deploy("a", [("f.py", uses), .. fast]);
        Deploy("b", [("f.py", uses), ("_core.py", "OWN = 1\n"), .. fast]);
        Assert.Equal(("fork", "false"), Said(await ForkAsync("a", "1")));
        Assert.Equal(("boot", "true"), Said(await ForkAsync("b", "1")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_variable_that_a_library_reads_while_it_is_imported_keeps_a_function_from_an_image()
    {
        var reads = Wheels.Files("modes", "1", ("modes.py", "import os\nMODE = os.environ.get('MODES')\n"));
        const string module = "import modes\ndef handler(event, context):\n    return modes.MODE\n";
        Deploy("plain", [("f.py", module), .. reads]);
        Deploy("other", [("f.py", module), .. reads], new FunctionChange { Environment = new Dictionary<string, string> { ["MODES"] = "fast" } });
        Deploy("unread", [("f.py", module), .. reads], new FunctionChange { Environment = new Dictionary<string, string> { ["ELSE"] = "1" } });
        Assert.Equal(("fork", "null"), Said(await ForkAsync("plain", "1")));
        Assert.Equal(("fork", "null"), Said(await ForkAsync("unread", "1")));
        Assert.Equal(("boot", "\"fast\""), Said(await ForkAsync("other", "1")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Images_are_made_from_what_boots_have_shown()
    {
        Deploy("f", [("f.py", Uses), .. Shapes]);
        Assert.Equal(("boot", "[16, true, \"f\"]"), Said(await _host.InvokeAsync("f", "4")));
        ProcessFacts.WaitUntil(() => _host.Host.Images!.Live.Count > 0, "no image is made");
        // The idle instance goes, so that the next one has to be started.
        Assert.True((await _host.InvokeAsync("f", "null")).Answer.IsError);
        Assert.Equal(("fork", "[16, false, \"f\"]"), Said(await _host.InvokeAsync("f", "4")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task When_the_template_is_killed_invocations_boot_and_the_image_is_made_again()
    {
        Deploy("f", [("f.py", Uses), .. Shapes]);
        await ForkAsync("f", "4");
        var first = Assert.Single(_host.Host.Images!.Live);
        Process.GetProcessById(first.TemplatePid).Kill();
        ProcessFacts.WaitUntil(() => !first.CanFork, "the template still runs");

        var (function, version) = _host.Host.Functions.Get(new FunctionName("f", null));
        var done = await _host.Host.Invoker.InvokeAsync(function, version, EventOf("5"), CancellationToken.None);
        Assert.Equal(("boot", "[25, true, \"f\"]"), Said(done));
        ProcessFacts.WaitUntil(() => _host.Host.Images!.Live.Any(image => image != first && image.CanFork), "the image is not made again");
        Assert.Equal(("fork", "[36, false, \"f\"]"), Said(await ForkAsync("f", "6")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Forks_that_wait_become_instances_and_one_that_was_killed_is_missed_by_nobody()
    {
        Deploy("f", [("f.py", Uses), .. Shapes]);
        await ForkAsync("f", "4");
        var image = Assert.Single(_host.Host.Images!.Live);
        ProcessFacts.WaitUntil(() => image.WaitingForks > 0, "no fork waits");
        Assert.True(image.Bytes > 0);
        Assert.Equal(("fork", "[25, false, \"f\"]"), Said(await ForkAsync("f", "5")));

        ProcessFacts.WaitUntil(() => image.WaitingForks > 0, "no fork waits any more");
        var template = HostFacts.DescendantsOf(image.TemplatePid).Select(process => process.Pid).ToHashSet();
        foreach (var waiting in HostFacts.ProcessesOf(1_999_999_999).Where(pid => template.Contains(ProcessStat.Read(pid)?.ParentPid ?? 0)))
            Process.GetProcessById(waiting).Kill();
        Assert.EndsWith(", \"f\"]", TestHost.Text(await ForkAsync("f", "6")), StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_host_that_is_to_fork_nothing_in_advance_forks_when_it_is_asked()
    {
        await using var host = new TestHost(settings => settings with { ImageBytes = 1L << 30, PreparedSandboxes = 0, PreparedForks = 0 });
        host.Host.Functions.Create(
            "f", TestHost.Zip([("f.py", Uses), .. Shapes]), new FunctionChange { Runtime = host.Runtime, Handler = "f.handler" }, publish: false);
        var (function, version) = host.Host.Functions.Get(new FunctionName("f", null));
        for (var number = 2; number < 4; number++)
        {
            var done = await host.Host.Invoker.InvokeAsync(
                function, version, EventOf($"{number}") with { Demand = new InvocationDemand("fork", false, false) }, CancellationToken.None);
            Assert.Equal(("fork", $"[{number * number}, false, \"f\"]"), Said(done));
        }
        Assert.Equal(0, Assert.Single(host.Host.Images!.Live).WaitingForks);
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_fails_in_a_fork_gets_its_answer_from_a_boot()
    {
        const string picky = "import shapes\nif shapes.MADE_BY != __import__('os').getpid():\n    raise RuntimeError('no forks')\ndef handler(event, context):\n    return event\n";
        Deploy("picky", [("f.py", picky), .. Shapes]);
        Assert.Equal(("boot", "4"), Said(await ForkAsync("picky", "4")));
        Assert.Equal(("boot", "5"), Said(await ForkAsync("picky", "5")));
        Assert.Equal(1, Assert.Single(_host.Host.Images!.Live).Forks);
        Deploy("broken", [("f.py", "import shapes\nraise RuntimeError('always')\n"), .. Shapes]);
        Assert.Equal(("RuntimeError", "always"), TestHost.Error(await ForkAsync("broken", "4")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_library_that_starts_threads_makes_no_image_and_the_reason_names_it()
    {
        var threads = Wheels.Files("spinning", "1", ("spinning.py", "import threading, signal\nthreading.Thread(target=signal.pause, daemon=True).start()\n"));
        Deploy("f", [("f.py", "import spinning\ndef handler(event, context):\n    return 1\n"), .. threads]);
        Assert.Equal(("boot", "1"), Said(await ForkAsync("f", "1")));
        Assert.Empty(_host.Host.Images!.Live);
        Assert.Equal("spinning starts threads, and a process with threads cannot be forked", Assert.Single(_host.Host.Images.Failed.Values).Reason);
    }

    [RequiresFact("root", "cgroups")]
    public void A_killed_host_leaves_nothing_of_its_images()
    {
        using var folder = new TemporaryFolder();
        using var process = HostProcess.StartForking(
            folder, [("f.py", "import shapes\ndef handler(event, context):\n    return shapes.area(3)\n"), .. Shapes]);
        Assert.Equal("fork", process.StandardOutput.ReadLine());
        var user = uint.Parse(process.StandardOutput.ReadLine()!);
        var tree = HostFacts.DescendantsOf(process.Id);
        var groups = HostFacts.GroupsOf(tree);
        Assert.NotEmpty(HostFacts.ProcessesOf(user));
        // The host's own launcher and the image's, the template, and the instance with the first processes of both.
        Assert.InRange(tree.Count, 5, int.MaxValue);
        Assert.NotEmpty(groups);

        process.Kill();
        process.WaitForExit();

        ProcessFacts.WaitUntil(() => !tree.Any(HostFacts.IsThere), "something of it still runs");
        ProcessFacts.WaitUntil(() => !groups.Any(Directory.Exists), "it leaves control groups");
        ProcessFacts.WaitUntil(() => Directory.GetFiles(folder.PathOf("run/owned")).Length == 0, "the guardian did not end its work");
        Assert.Empty(HostFacts.ProcessesOf(user));
    }

    [RequiresFact("root", "cgroups", "deb.python3-pandas", "deb.python3-sklearn")]
    public async Task Two_functions_with_the_same_pandas_are_forked_from_one_image()
    {
        const string uses = """
            import pandas, sklearn.linear_model
            def handler(event, context):
                line = sklearn.linear_model.LinearRegression().fit([[0], [1]], [1, 3])
                return [round(float(line.predict([[event]])[0])), int(pandas.Series([event]).sum())]
            """;
        var settings = new FunctionChange { MemoryMb = 1024, TimeoutSeconds = 300, Packages = ["python3-pandas", "python3-sklearn"] };
        Deploy("a", [("f.py", uses)], settings);
        Deploy("b", [("f.py", "import own\n" + uses), ("own.py", "HERE = True\n")], settings);
        Assert.Equal(("fork", "[7, 3]"), Said(await ForkAsync("a", "3")));
        Assert.Equal(("fork", "[9, 4]"), Said(await ForkAsync("b", "4")));
        Assert.Equal(2, Assert.Single(_host.Host.Images!.Live).Forks);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static (string Strategy, string Text) Said(CompletedInvocation done) => (done.Strategy, TestHost.Text(done));

    private static Invocation EventOf(string json) => new(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(json), FunctionName.Arn("f"));

    private Task<CompletedInvocation> ForkAsync(string name, string json)
    {
        var (function, version) = _host.Host.Functions.Get(new FunctionName(name, null));
        return _host.Host.Invoker.InvokeAsync(
            function, version, EventOf(json) with { Demand = new InvocationDemand("fork", false, false) }, CancellationToken.None);
    }

    private void Deploy(string name, IEnumerable<(string Name, string Text)> files, FunctionChange? settings = null) => _host.Host.Functions.Create(
        name, TestHost.Zip([.. files]), (settings ?? new FunctionChange()) with { Runtime = _host.Runtime, Handler = "f.handler" }, publish: false);
}
