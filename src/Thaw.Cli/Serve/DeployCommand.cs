using System.CommandLine;
using Thaw.Api.Client;
using Thaw.Cli.Serve.Deploying;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Functions.Templates;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw deploy</c>: puts functions on a host, or their new code and settings.</summary>
internal static class DeployCommand
{
    private static readonly string[] TemplateNames = ["template.yaml", "template.yml"];

    private static readonly Argument<string> Package = new("PATH") { Description = "The function's folder, its thaw.yaml, a zip, or a SAM template" };
    private static readonly Option<string?> Name = new("--name") { Description = "Its name on the host; default: that of its thaw.yaml or folder", HelpName = "NAME" };
    private static readonly Option<string?> Handler = new("--handler") { Description = "module.callable, instead of the one in thaw.yaml", HelpName = "HANDLER" };
    private static readonly Option<string?> Runtime = new("--runtime") { Description = "As python3.11 or provided.al2023; default: the host's first that the function allows", HelpName = "NAME" };
    private static readonly Option<string?> Requirements = new("--requirements") { Description = "Bring what this file names, resolved by pip; default: the folder's requirements.txt", HelpName = "FILE" };
    private static readonly Option<string?> Environment = new("--virtualenv") { Description = "Bring what this virtual environment holds; default: the folder's .venv", HelpName = "DIR" };
    private static readonly Option<string?> RootFs = new("--rootfs") { Description = "Its root file system in place of the host's /usr: a folder, or an image unpacked in the OCI layout", HelpName = "DIR" };
    private static readonly Option<string?> Url = new("--url") { Description = "Let any HTTP request call it, at /fn/NAME/: iam, signed with the host's key pair; none, by everybody", HelpName = "iam|none" };
    private static readonly Option<string[]> Parameters = new("--parameter") { Description = "What a name in a template stands for", HelpName = "NAME=VALUE" };

    public static Command Create() => new Command("deploy", "Deploy a function to a host (thaw serve), or its new code and settings")
    {
        Package, Name, Handler, Runtime, Requirements, Environment, RootFs, Url, OptimizedDeploy.Option, OptimizedDeploy.Quick, Parameters,
        HostOptions.Json,
    }.WithExamples(
        "thaw deploy functions/helloworld", "thaw deploy functions/wine_quality --optimize",
        "thaw deploy hello.zip --handler hello.handler --name hello --json",
        "thaw deploy functions/helloworld --url iam", "thaw deploy template.yaml --parameter TableName=orders").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var (path, url) = (parsed.GetValue(Package)!, UrlDeployment.Parse(parsed.GetValue(Url)));
        if (Path.GetFileName(path) == FunctionLoader.ManifestName && File.Exists(path))
            path = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var scratch = Directory.CreateTempSubdirectory("thaw-deploy-");
        try
        {
            var host = new HostDeployment(client, cancellation);
            var options = new PackageOptions(
                parsed.GetValue(Name), parsed.GetValue(Handler), parsed.GetValue(Runtime), parsed.GetValue(Requirements), parsed.GetValue(Environment), parsed.GetValue(RootFs));
            var reader = new PackageReader(host, options, scratch.FullName);
            if (TemplateAt(path) is { } template)
                return await DeployAsync(parsed, host, reader, template);
            if (parsed.GetValue(Parameters) is { Length: > 0 })
                throw new FormatException("--parameter is for templates");
            if (IsGiven(parsed, OptimizedDeploy.Quick) && !parsed.GetValue(OptimizedDeploy.Option))
                throw new FormatException("--quick says how --optimize measures; give both, or neither");
            var function = parsed.GetValue(OptimizedDeploy.Option)
                ? await new OptimizedDeploy(client, options, scratch.FullName, parsed, cancellation).ReadAsync(path)
                : await reader.ReadAsync(path);
            var report = await host.PutAsync(function with { Url = url });
            if (parsed.GetValue(HostOptions.Json))
                JsonOutput.Write(parsed.InvocationConfiguration.Output, report);
            else
                Print(parsed, report);
            return ExitCodes.Done;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task<int> DeployAsync(ParseResult parsed, HostDeployment host, PackageReader reader, string template)
    {
        foreach (var option in new Option[] { Name, Handler, Runtime, Requirements, Environment, RootFs, Url }.Where(option => IsGiven(parsed, option)))
            throw new FormatException($"{option.Name} is for one function; a template says it itself");
        foreach (var option in new Option[] { OptimizedDeploy.Option, OptimizedDeploy.Quick }.Where(option => IsGiven(parsed, option)))
            throw new FormatException($"{option.Name} is for one function, and not for those of a template; deploy it from its folder");
        var application = TemplateReader.Read(template, Given(parsed.GetValue(Parameters) ?? []));
        var layers = new Dictionary<string, string>();
        foreach (var layer in application.Layers)
            layers[layer.Id] = await host.PutLayerAsync(layer, PackageReader.LayerZip(layer.Folder));
        var (reports, functions) = (new List<DeployReport>(), new List<Deployable>());
        foreach (var function in application.Functions)
        {
            if (function.Unused.Count > 0)
                parsed.InvocationConfiguration.Error.WriteLine($"thaw: {function.Name}: this host makes no use of {string.Join(", ", function.Unused)}");
            functions.Add(await reader.ReadAsync(function, layers));
            reports.Add(await host.PutAsync(functions[^1]));
            if (!parsed.GetValue(HostOptions.Json))
                Print(parsed, reports[^1]);
        }
        foreach (var function in functions)
            await host.PutEventRulesAsync(function);
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(parsed.InvocationConfiguration.Output, new TemplateReport("thaw.deploy.template", 1, [.. layers.Values], reports));
        return ExitCodes.Done;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    // A folder with a thaw.yaml is a function, whatever else lies in it.
    private static string? TemplateAt(string path) => File.Exists(path)
        ? TemplateReader.IsTemplate(path) ? path : null
        : File.Exists(Path.Combine(path, FunctionLoader.ManifestName)) ? null
        : TemplateNames.Select(name => Path.Combine(path, name)).FirstOrDefault(TemplateReader.IsTemplate);

    private static Dictionary<string, string> Given(string[] parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in parameters)
        {
            if (each.Split('=', 2) is not [var name, var value] || !given.TryAdd(name, value))
                throw new FormatException($"--parameter {each}: write NAME=VALUE, each name once");
        }
        return given;
    }

    private static void Print(ParseResult parsed, DeployReport report)
    {
        var output = parsed.InvocationConfiguration.Output;
        var description = report.Description.Length > 0 ? ", " + report.Description : "";
        output.WriteLine($"deployed {report.Name} ({report.Runtime}, {report.Handler}, {report.CodeBytes} bytes){description}; try: thaw invoke {report.Name}");
        if (report.Alias is not null)
            output.WriteLine($"alias {report.Alias} is version {report.AliasVersion}");
        if (report.Url is not null)
            output.WriteLine($"url {report.Url}");
    }
}
