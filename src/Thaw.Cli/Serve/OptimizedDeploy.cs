using System.CommandLine;
using Thaw.Api.Client;
using Thaw.Cli.Optimize;
using Thaw.Cli.Serve.Deploying;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Reports;
using Thaw.Python.Launching;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw deploy --optimize</c>: what is deployed starts faster and does the same, or is what was given.</summary>
/// <param name="client">Asks the host.</param>
/// <param name="options">What the user says about the function.</param>
/// <param name="scratch">A folder that goes afterwards.</param>
/// <param name="parsed">The command line; its standard error gets a line where nothing was worth doing.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class OptimizedDeploy(
    HostClient client, PackageOptions options, string scratch, ParseResult parsed, CancellationToken cancellation)
{
    /// <summary>Asks for it.</summary>
    public static readonly Option<bool> Option = new("--optimize")
    {
        Description = "Deploy a copy that starts faster by the strategy that the host uses, verified to do the same; takes minutes",
    };

    /// <summary>With <see cref="Option"/>: as <c>thaw optimize --quick</c>.</summary>
    public static readonly Option<bool> Quick = new("--quick") { Description = "With --optimize: fewer processes: faster, and less certain figures" };

    /// <summary>Makes the copy, and reads it as a function of a folder is read; its description says what it is.</summary>
    /// <param name="path">The function's folder or zip.</param>
    /// <exception cref="FunctionException">Something of the function is missing or wrong.</exception>
    public async Task<Deployable> ReadAsync(string path)
    {
        var function = FunctionLoader.Load(path, new FunctionLoadOptions { Handler = options.Handler, ScratchFolder = scratch });
        if ((options.RootFs ?? function.Isolation.RootFs) is not null)
            throw new FunctionException($"{function.Name}: --optimize measures with this machine's Python, and the function has a root file system of its own; leave one out");
        var host = new HostDeployment(client, cancellation);
        var runtime = options.Runtime ?? await host.ChooseAsync(function.Name, function.PythonSpecifier);
        var chosen = WithLibraries(function) with { Runtime = runtime };
        var strategy = await StrategyAsync();
        var outcome = Optimize(path, function, chosen, await host.PythonOfAsync(runtime), OptimizeTargets.OfStrategy(strategy));
        var words = OptimizeRenderer.Verdict(OptimizeReportBuilder.Build(outcome));
        if (outcome is { Verdict: OptimizeVerdict.Improved, Folder: { } folder })
        {
            return await new PackageReader(host, chosen, scratch).ReadAsync(folder) with
            {
                Description = $"optimized for {strategy} by Thaw {ThawBuild.Version}: {words}",
            };
        }
        Screen.Complain(parsed.InvocationConfiguration, $"{function.Name} is deployed as it is: {words}");
        return await new PackageReader(host, chosen, scratch).ReadAsync(path);
    }

    private OptimizeOutcome Optimize(string path, FunctionDefinition function, PackageOptions chosen, string version, OptimizeTarget target)
    {
        var request = new OptimizeRequest
        {
            Function = new PrepareRequest
            {
                Path = path,
                Function = function,
                Python = chosen.VirtualEnvironment is { } environment ? Path.Combine(environment, "bin", "python3") : version,
                Requirements = chosen.Requirements,
            },
            CacheFolder = ThawFolders.Cache,
            Quick = parsed.GetValue(Quick),
            Plan = new PlanOptions { Target = target },
            // Its name is the function's where nothing else says one.
            OutFolder = Path.Combine(Directory.CreateDirectory(Path.Combine(scratch, "optimized")).FullName, function.Name),
        };
        using var progress = ProgressLines.OfOptimizing(path);
        return new FunctionOptimizer(request, progress, cancellation).Run();
    }

    // The copy has neither a virtual environment nor, in its folder, what leads to libraries elsewhere.
    private PackageOptions WithLibraries(FunctionDefinition function)
    {
        var mayLook = function.Packages.Count == 0 && Directory.Exists(function.Root);
        var requirements = options.Requirements ?? (mayLook && options.VirtualEnvironment is null ? LibrarySource.RequirementsIn(function.Root) : null);
        var environment = options.VirtualEnvironment ?? (mayLook && requirements is null ? LibrarySource.EnvironmentIn(function.Root) : null);
        return options with { Requirements = requirements, VirtualEnvironment = environment is null ? null : Path.GetFullPath(environment) };
    }

    /// <summary>The way in which the host starts instances where nobody asks for another one.</summary>
    private async Task<string> StrategyAsync()
    {
        var answer = await client.AskAsync(HttpMethod.Get, "/thaw/v1/strategies", [], cancellation);
        return answer.GetProperty("strategies").EnumerateArray().First().GetString()!;
    }
}
