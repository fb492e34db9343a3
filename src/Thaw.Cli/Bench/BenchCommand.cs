using System.CommandLine;
using System.Text;
using Thaw.Api.Client;
using Thaw.Cli.Profile;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Lab.Benchmarks;
using Thaw.Sandboxing;

namespace Thaw.Cli.Bench;

/// <summary><c>thaw bench</c>: measures the ways in which a host starts a function, in turn.</summary>
internal static class BenchCommand
{
    // Room for the image of the largest sample function, several times over.
    private const long ImageBytes = 2L << 30;

    public static Command Create()
    {
        var command = new Command("bench", "Measure how a function starts on a host, by strategy; a folder gets a host of its own, which goes afterwards");
        BenchOptions.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command.WithExamples(
            "thaw bench functions/helloworld", "thaw bench helloworld --strategies boot,warm -n 100 --html bench.html",
            "thaw bench functions/helloworld --concurrency 4 --cold-cache --json > bench.json",
            "thaw bench functions/wine_quality --strategies boot,eager,lazy,warm");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        BenchOptions.Check(parsed);
        try
        {
            return BenchOptions.IsPath(parsed)
                ? await OnPrivateHostAsync(parsed, cancellation)
                : await HostOptions.WithClientAsync(parsed, client => MeasureAsync(parsed, client, BenchOptions.Target(parsed), Encoding.UTF8.GetBytes("{}"), cancellation));
        }
        catch (BenchException e)
        {
            Screen.Complain(parsed.InvocationConfiguration, e.Message);
            return ExitCodes.AnswerIsNo;
        }
        catch (SandboxException e)
        {
            Screen.Complain(parsed.InvocationConfiguration, e.Message);
            return ExitCodes.MachineLacks;
        }
    }

    private static async Task<int> OnPrivateHostAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var path = BenchOptions.Target(parsed);
        var (name, usual) = Describe(path);
        var most = BenchOptions.Concurrency(parsed) + 1;
        // Warm instances stay for the whole of it, beside those that are started.
        await using var host = await PrivateHost.StartAsync(
            parsed.InvocationConfiguration,
            settings => settings with
            {
                Instances = Math.Max(settings.Instances, 2 * most),
                KeepAlive = TimeSpan.FromDays(1),
                TakesSnapshots = BenchOptions.WantsSnapshots(parsed),
                Criu = BenchOptions.CriuOf(parsed),
                ImageBytes = BenchOptions.WantsImages(parsed) ? ImageBytes : 0,
            });
        var code = await host.DeployAsync(path, name, parsed.InvocationConfiguration, cancellation);
        if (code != ExitCodes.Done)
            return code;
        try
        {
            using var client = host.CreateClient();
            return await MeasureAsync(parsed, client, name, usual, cancellation);
        }
        catch (HostClientException e)
        {
            Screen.Complain(parsed.InvocationConfiguration, e.Message);
            return ExitCodes.BadInput;
        }
    }

    /// <summary>The function's name on a host, and its commonest event.</summary>
    private static (string Name, byte[] Event) Describe(string path)
    {
        var scratch = Directory.CreateTempSubdirectory("thaw-bench-");
        try
        {
            var function = FunctionLoader.Load(path, new FunctionLoadOptions { ScratchFolder = scratch.FullName });
            return (function.Name.Replace('.', '-'), Encoding.UTF8.GetBytes(function.UsualEvent()?.Json ?? "{}"));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(ParseResult parsed, HostClient client, string name, byte[] usual, CancellationToken cancellation)
    {
        var plan = await BenchOptions.PlanAsync(parsed, name, usual, cancellation);
        BenchReport report;
        using (var progress = ProgressLines.OfBench(name))
            report = await BenchRun.MakeAsync(client, plan, progress, cancellation);
        if (BenchOptions.WantsJson(parsed))
            await parsed.InvocationConfiguration.Output.WriteLineAsync(BenchReportFile.ToText(report));
        else
            BenchTable.Print(Screen.Of(parsed.InvocationConfiguration), report);
        if (parsed.GetValue(ReportOptions.Html) is { } page)
            HtmlFile.Write(page, stream => BenchReportFile.WritePage(stream, report));
        return ExitCodes.Done;
    }
}
