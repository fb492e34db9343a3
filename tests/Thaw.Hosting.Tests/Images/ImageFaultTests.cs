using System.Diagnostics;
using Thaw.Hosting.Images;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>What becomes of invocations when images fail them.</summary>
public sealed class ImageFaultTests : IAsyncDisposable
{
    private readonly ForkingHost _host = new();
    // What a process calls itself, so that it can be found among others; at most 15 characters.
    private readonly string _mark = "t" + Guid.NewGuid().ToString("n")[..13];

    [RequiresFact("root", "cgroups")]
    public async Task A_template_that_is_killed_while_it_initialises_is_no_image()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(first: Marking("__import__('signal').pause()"))], image: "shapes");
        var template = WaitForMarked();
        Assert.Equal(("boot", "[9, true]"), await _host.InvokeAsync("f", "3"));
        template.Kill();
        ProcessFacts.WaitUntil(() => _host.Images.Failed.Count > 0, "nobody notices");
        Assert.Equal("a template ended while it initialised its modules", Assert.Single(_host.Images.Failed.Values).Reason);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_template_that_is_killed_while_it_is_to_fork_is_made_again_and_the_invocation_gets_its_answer()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(first: Marking("0"))], image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        var (first, template) = (_host.Images.Live[0], WaitForMarked());
        Signal(template.Id, "STOP");
        var invoking = _host.StartAsync("f", "3");
        ProcessFacts.WaitUntil(() => first.Forks == 1, "nobody asks for a fork");
        template.Kill();
        Assert.StartsWith("[9, ", TestHost.Text(await invoking), StringComparison.Ordinal);
        ProcessFacts.WaitUntil(() => _host.Images.Live.Any(image => image != first && image.CanFork), "the image is not made again");
        Assert.Equal(("fork", "[16, false]"), ForkingHost.Said(await _host.StartAsync("f", "4")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_template_that_may_have_no_more_processes_is_made_again_and_invocations_get_their_answers()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(first: Marking("0"))], image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        var first = _host.Images.Live[0];
        File.WriteAllText(PidsLimitOf(WaitForMarked().Id), "1");
        // Until the template has to fork.
        do
            Assert.StartsWith("[9, ", TestHost.Text(await _host.StartAsync("f", "3")), StringComparison.Ordinal);
        while (_host.Images.Live.Contains(first));
        ProcessFacts.WaitUntil(() => _host.Images.Live.Any(image => image != first && image.CanFork), "the image is not made again");
        Assert.Equal(("fork", "[16, false]"), ForkingHost.Said(await _host.StartAsync("f", "4")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_template_without_memory_enough_is_no_image_and_the_reason_says_so()
    {
        await using var host = new ForkingHost(imageBytes: 48 << 20);
        host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(first: $"if {ForkingHost.IsTemplate}:\n    ROOM = b'x' * (96 << 20)\n")], image: "shapes");
        ProcessFacts.WaitUntil(() => host.Images.Failed.Count > 0, "nobody notices");
        Assert.Matches("^a template ran out of memory|^shapes cannot be imported: MemoryError|^it takes [0-9]+ MB", Assert.Single(host.Images.Failed.Values).Reason);
        Assert.Equal(("boot", "[9, true]"), await host.InvokeAsync("f", "3"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_fails_in_a_boot_as_in_a_fork_is_the_functions_own_error_and_not_booted_again()
    {
        _host.Deploy(
            "f", [("f.py", "import os, shapes\nprint('is booted:', shapes.BORN == os.getuid())\nraise RuntimeError('always')\n"), .. ForkingHost.Shapes(first: "BORN = os.getuid()\n")],
            image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        // Once a boot has failed as a fork did, forks are believed.
        foreach (var isBooted in new[] { "True", "False" })
        {
            var done = await _host.StartAsync("f", "3");
            Assert.Equal(("RuntimeError", "always"), TestHost.Error(done));
            Assert.Contains("is booted: " + isBooted, TestHost.Log(done), StringComparison.Ordinal);
        }
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_fork_that_is_killed_while_it_imports_its_handler_is_booted_and_the_next_one_is_a_fork_again()
    {
        const string code = "if shapes.BORN != os.getuid() and os.path.exists('/var/task/wait.txt'):\n    open('/proc/self/comm', 'w').write('{0}')\n    __import__('signal').pause()\n";
        _host.Deploy(
            "f",
            [("f.py", ForkingHost.Uses + code.Replace("{0}", _mark, StringComparison.Ordinal)), ("wait.txt", ""), .. ForkingHost.Shapes(first: "BORN = os.getuid()\n")],
            image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        var invoking = _host.StartAsync("f", "3");
        WaitForMarked().Kill();
        Assert.Equal(("boot", "[9, true]"), ForkingHost.Said(await invoking));
        File.Delete(Directory.GetFiles(_host.Host.PathOf("code"), "wait.txt", SearchOption.AllDirectories).Single());
        Assert.Equal(("fork", "[16, false]"), ForkingHost.Said(await _host.StartAsync("f", "4")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Another_library_of_a_function_is_another_image_from_its_next_start_on()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "shapes");
        Assert.Equal(("fork", "[9, false]"), ForkingHost.Said(await _host.StartAsync("f", "3")));
        var before = Assert.Single(_host.Images.Live).Built.Spec.Name;
        _host.Host.Host.Functions.UpdateCode("f", TestHost.Zip([("f.py", ForkingHost.Uses), .. ForkingHost.Shapes(area: "side + side")]), null, publish: false, dryRun: false);
        Assert.Equal("[6, false]", TestHost.Text(await _host.StartAsync("f", "3")));
        ProcessFacts.WaitUntil(() => _host.Images.Live.All(image => image.Built.Spec.Name != before), "the old image stays");
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_image_is_made_again_when_a_file_of_its_libraries_has_changed()
    {
        _host.Deploy("f", [("f.py", ForkingHost.Uses), .. ForkingHost.Shapes()], image: "shapes");
        ProcessFacts.WaitUntil(() => _host.Images.Live.Count > 0, "no image is made");
        var first = _host.Images.Live[0];
        var file = Directory.GetFiles(_host.Host.PathOf("libraries"), "area.py", SearchOption.AllDirectories).Single();
        File.AppendAllText(file, "# repaired\n");
        _host.Images.Replan();
        ProcessFacts.WaitUntil(() => _host.Images.Live.Any(image => image != first && image.CanFork), "the image is not made again");
        Assert.Equal(("fork", "[16, false]"), ForkingHost.Said(await _host.StartAsync("f", "4")));
    }

    [Fact]
    public void A_template_that_ends_again_and_again_is_made_after_ever_longer_pauses()
    {
        var failures = new ImageFailures();
        var now = TimeSpan.FromHours(1);
        failures.NoteFault("a", "it ended", now);
        Assert.True(failures.MayBuild("a", now));
        foreach (var seconds in new[] { 10, 20, 40 })
        {
            failures.NoteFault("a", "it ended", now);
            Assert.Equal(now + TimeSpan.FromSeconds(seconds), failures.NextTry(now));
            Assert.False(failures.MayBuild("a", now));
            now += TimeSpan.FromSeconds(seconds);
            Assert.True(failures.MayBuild("a", now));
            failures.NoteSuccess("a");
        }
        now += TimeSpan.FromMinutes(11);
        failures.NoteFault("a", "it ended", now);
        Assert.True(failures.MayBuild("a", now));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private string Marking(string then) => $"if {ForkingHost.IsTemplate}:\n    open('/proc/self/comm', 'w').write('{_mark}')\n    {then}\n";

    private Process WaitForMarked()
    {
        int? found = null;
        ProcessFacts.WaitUntil(() => (found = Find()) is not null, "no process has the name");
        return Process.GetProcessById(found!.Value);
    }

    private int? Find() => Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _) && NameOf(folder) == _mark)
        .Select(folder => (int?)int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
        // Its forks have its name.
        .FirstOrDefault(pid => NameOf($"/proc/{Thaw.Linux.Processes.ProcessStat.Read(pid!.Value)?.ParentPid}") != _mark);

    private static string NameOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string PidsLimitOf(int pid) => File.ReadLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3))
        .Select(parts => Path.Join("/sys/fs/cgroup", parts[1], parts[2], "pids.max")).First(File.Exists);

    private static void Signal(int pid, string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", $"{pid}"]);
        kill.WaitForExit();
    }
}
