using System.CommandLine;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;
using Thaw.Functions;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw deploy</c>: puts a function on a host, or its new code and settings.</summary>
internal static class DeployCommand
{
    private const string Functions = "/2015-03-31/functions";

    private static readonly Argument<string> Package = new("PATH") { Description = "The function's folder, its thaw.yaml, or a zip" };
    private static readonly Option<string?> Name = new("--name") { Description = "Its name on the host; default: that of its thaw.yaml or folder", HelpName = "NAME" };
    private static readonly Option<string?> Handler = new("--handler") { Description = "module.callable, instead of the one in thaw.yaml", HelpName = "HANDLER" };
    private static readonly Option<string?> Runtime = new("--runtime") { Description = "As python3.11; default: the host's first that the function allows", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("deploy", "Deploy a function to a host (thaw serve), or its new code and settings")
        {
            Package, Name, Handler, Runtime, HostOptions.Endpoint, HostOptions.State, HostOptions.Json,
        }.WithExamples("thaw deploy functions/helloworld", "thaw deploy hello.zip --handler hello.handler --name hello --json");
        command.SetAction((parsed, cancellation) => HostOptions.WithClientAsync(parsed, client => RunAsync(parsed, client, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var path = parsed.GetValue(Package)!;
        if (Path.GetFileName(path) == FunctionLoader.ManifestName && File.Exists(path))
            path = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var scratch = Directory.CreateTempSubdirectory("thaw-deploy-");
        try
        {
            var function = FunctionLoader.Load(path, new FunctionLoadOptions { Handler = parsed.GetValue(Handler), ScratchFolder = scratch.FullName });
            var made = await PutAsync(parsed, client, function, Code(path, function), cancellation);
            return Print(parsed, made);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static byte[] Code(string path, FunctionDefinition function)
    {
        if (function.Kind != FunctionKind.Handler)
            throw new FunctionException($"{path}: a host runs handlers; give a folder or a zip with one");
        return File.Exists(path) ? File.ReadAllBytes(path) : CodeZip.Of(function.Root);
    }

    private static async Task<JsonElement> PutAsync(
        ParseResult parsed, HostClient client, FunctionDefinition function, byte[] zip, CancellationToken cancellation)
    {
        var name = parsed.GetValue(Name) ?? function.Name.Replace('.', '-');
        var settings = new Dictionary<string, object>
        {
            ["Runtime"] = parsed.GetValue(Runtime) ?? await ChooseAsync(client, function, cancellation),
            ["Handler"] = function.Target,
            ["Timeout"] = (int)Math.Ceiling(function.Timeout.TotalSeconds),
            // The least that the API knows.
            ["MemorySize"] = Math.Max(128, function.MemoryMb),
            ["ThawPackages"] = function.Packages,
            ["Environment"] = new Dictionary<string, object> { ["Variables"] = function.Environment },
        };
        if (!await ExistsAsync(client, name, cancellation))
        {
            settings["FunctionName"] = name;
            settings["Role"] = "arn:aws:iam::000000000000:role/thaw";
            settings["Code"] = new Dictionary<string, object> { ["ZipFile"] = zip };
            return await client.AskAsync(HttpMethod.Post, Functions, Json(settings), cancellation);
        }
        await client.AskAsync(HttpMethod.Put, $"{Functions}/{name}/code", Json(new Dictionary<string, object> { ["ZipFile"] = zip }), cancellation);
        return await client.AskAsync(HttpMethod.Put, $"{Functions}/{name}/configuration", Json(settings), cancellation);
    }

    private static async Task<bool> ExistsAsync(HostClient client, string name, CancellationToken cancellation)
    {
        try
        {
            await client.AskAsync(HttpMethod.Get, $"{Functions}/{Uri.EscapeDataString(name)}/configuration", [], cancellation);
            return true;
        }
        catch (HostClientException e) when (e.ErrorType == "ResourceNotFoundException")
        {
            return false;
        }
    }

    private static async Task<string> ChooseAsync(HostClient client, FunctionDefinition function, CancellationToken cancellation)
    {
        var answer = await client.AskAsync(HttpMethod.Get, "/thaw/v1/runtimes", [], cancellation);
        var runtimes = answer.GetProperty("runtimes").EnumerateArray()
            .Select(each => (Name: each.GetProperty("name").GetString()!, Version: each.GetProperty("version").GetString()!)).ToList();
        var suits = runtimes.FirstOrDefault(each => function.PythonSpecifier is null
            || (VersionSpecifier.TryParse(function.PythonSpecifier, out var specifier) && specifier.Matches(each.Version)));
        return suits.Name ?? throw new FunctionException(
            $"{function.Name}: needs python {function.PythonSpecifier}; the host has {string.Join(", ", runtimes.Select(each => each.Version))}", FunctionProblem.Missing);
    }

    private static byte[] Json(Dictionary<string, object> body) => JsonSerializer.SerializeToUtf8Bytes(body);

    private static int Print(ParseResult parsed, JsonElement made)
    {
        string name = made.GetProperty("FunctionName").GetString()!, runtime = made.GetProperty("Runtime").GetString()!;
        var report = new DeployReport(
            "thaw.deploy", 1, name, runtime, made.GetProperty("Handler").GetString()!, made.GetProperty("CodeSha256").GetString()!, made.GetProperty("CodeSize").GetInt64());
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, report);
        else
            output.WriteLine($"deployed {name} ({runtime}, {report.Handler}, {report.CodeBytes} bytes); try: thaw invoke {name}");
        return ExitCodes.Done;
    }

    private sealed record DeployReport(string Schema, int Version, string Name, string Runtime, string Handler, string CodeSha256, long CodeBytes);
}
