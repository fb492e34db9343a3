using System.Text.RegularExpressions;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Escapes;

/// <summary>Every attempt of attempts.py is refused, to a program whose neighbour even has its uid.</summary>
public sealed partial class EscapeTests(Tenants tenants) : IClassFixture<Tenants>
{
    private static readonly string Script = File.ReadAllText(Repository.PathOf("tests/Thaw.Sandboxing.Tests/Escapes/attempts.py"));

    public static TheoryData<string> Attempts { get; } = [.. HostScene.Attempts];

    [Fact]
    public void Every_attempt_is_made() =>
        Assert.Equal(
            Function().Matches(Script).Select(match => match.Groups[1].Value)
                .Except(["call", "any_of", "survived", "attempt", "connect"]).Order(StringComparer.Ordinal),
            HostScene.Attempts.Order(StringComparer.Ordinal));

    [RequiresTheory("root")]
    [MemberData(nameof(Attempts))]
    public async Task An_attempt_is_refused(string name)
    {
        var user = Tenants.NewUser();
        using var scene = new HostScene();
        await using var neighbour = await tenants.CreateAsync();
        var (beside, _) = await Tenants.StartAsync(neighbour, "import signal\nprint('up', flush=True)\nwhile True: signal.pause()", user);
        var facts = scene.Facts(Tenants.ProcessesOf(user).Single());
        await using var sandbox = await tenants.CreateAsync();
        Assert.Equal([name], await AttemptAsync(sandbox, facts, name, user));
        Assert.False(beside.Exit.IsCompleted);
        Assert.True(ProcessFacts.IsAlive(neighbour.FirstPid));
    }

    [RequiresFact("root")]
    public async Task Without_the_filter_attempts_succeed_and_are_noticed()
    {
        using var folder = new TemporaryFolder();
        using var ledger = OwnershipLedger.Open(folder.PathOf("state"));
        var profile = folder.Write("open.json", """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": []}""");
        using var launcher = SandboxLauncher.Start(ledger, new SandboxLauncherSettings { SeccompProfilePath = profile });
        await using var sandbox = await launcher.CreateAsync(new SandboxSettings(Directory.CreateDirectory(folder.PathOf("code")).FullName));
        Assert.StartsWith("keyrings\tESCAPED\t", (await RunAttemptAsync(sandbox, [], "keyrings", Tenants.NewUser())).Output, StringComparison.Ordinal);
    }

    /// <summary>The names of the attempts that were refused; anything else that was said fails the test.</summary>
    private static async Task<IReadOnlyList<string>> AttemptAsync(Sandbox sandbox, Dictionary<string, object> facts, string name, uint user)
    {
        var (output, exit) = await RunAttemptAsync(sandbox, facts, name, user);
        Assert.True(exit.ExitCode == 0, $"{exit}: {output}");
        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.All(said, words => Assert.True(words is [_, "refused", _], output));
        return [.. said.Select(words => words[0])];
    }

    private static Task<(string Output, ProgramExit Exit)> RunAttemptAsync(Sandbox sandbox, Dictionary<string, object> facts, string name, uint user) =>
        Tenants.RunAsync(sandbox, HostScene.ScriptOf(Script, facts, name), user);

    [GeneratedRegex(@"^(?:    )?def (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();
}
