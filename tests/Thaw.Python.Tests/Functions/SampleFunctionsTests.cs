using Thaw.Functions;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Python.Tests.Functions;

/// <summary>The functions that come with Thaw: each event gives the same result in two fresh processes, and nothing undeclared is seen.</summary>
public sealed class SampleFunctionsTests
{
    private static readonly string Cache = Repository.PathOf("artifacts/test-cache");

    public static TheoryData<string> QuickFunctions =>
        [.. Directory.EnumerateFiles(Repository.PathOf("functions"), "thaw.yaml", SearchOption.AllDirectories)
            .Select(file => FunctionLoader.Load(Path.GetDirectoryName(file)!, new FunctionLoadOptions()))
            .Where(function => function.Quick)
            .Select(function => function.Name)
            .Order(StringComparer.Ordinal)];

    [RequiresTheory("debian-packages")]
    [MemberData(nameof(QuickFunctions))]
    public void Every_event_gives_one_result(string name)
    {
        using PreparedFunction function = Prepare(name);
        int[] events = [.. Enumerable.Range(0, function.Function.Events.Count)];

        AgentRun first = function.Launcher.Run(new LaunchRequest { ByteCode = ByteCodeState.Priming, Invocations = events, WantResults = true });
        AgentRun second = function.Launcher.Run(new LaunchRequest { Invocations = events, WantResults = true });

        foreach (AgentRun run in new[] { first, second })
        {
            Assert.True(run.Complete, run.ErrorText);
            Assert.All(run.Phases, phase => Assert.True(phase.Error is null, $"{phase.Error}"));
            Assert.All(run.Results.Values, result => Assert.Null(result.Problem));
        }

        Assert.Equal(events, first.Results.Keys.Order());
        foreach (int index in events.Where(_ => function.Function.NonDeterministic.Count == 0))
        {
            Assert.Equivalent(first.Results[index], second.Results[index], strict: true);
        }
    }

    [RequiresFact("debian-packages")]
    public void A_function_sees_what_it_declares_and_nothing_else_that_is_installed()
    {
        using PreparedFunction function = Prepare("lr_serving");
        string prelude = Path.Combine(function.ScratchFolder, "prelude.py");
        File.WriteAllText(
            prelude,
            """
            import importlib.util, sys
            sys.path[0:0] = []
            found = {name: importlib.util.find_spec(name) is not None for name in ("sklearn", "scipy", "joblib", "matplotlib", "nltk", "boto3")}
            assert found == {"sklearn": True, "scipy": True, "joblib": True, "matplotlib": False, "nltk": False, "boto3": False}, found
            """);

        AgentRun run = function.Launcher.Run(new LaunchRequest { Prelude = prelude });

        Assert.True(run.Complete, run.ErrorText);
    }

    private static PreparedFunction Prepare(string name) =>
        PreparedFunction.Prepare(new PrepareRequest { Path = Repository.PathOf(Path.Combine("functions", name)) }, Cache);
}
