using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Functions;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images build</c>: has a host make an image, and hold it from now on.</summary>
internal static class BuildCommand
{
    private static readonly Argument<string[]> What = new("MODULE")
    {
        Description = "Modules to initialise, in their order; or one file: a function's thaw.yaml with image:, or names of modules, one in a line",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Runtime = new("--runtime") { Description = "The interpreter, as python3.11; default: the function's, or the host's own choice", HelpName = "NAME" };

    private static readonly Option<string?> Function = new("--function")
    {
        Description = "The function whose libraries it holds; default: those that most of the deployed functions have",
        HelpName = "NAME",
    };

    public static Command Create() => new Command("build", "Have a host make an image of libraries that its functions bring, and hold it whatever it gains")
    {
        What, Runtime, Function, HostOptions.Json,
    }.WithExamples("thaw images build numpy pandas", "thaw images build functions/wine_quality/thaw.yaml", "thaw images build numpy --function wine_quality --runtime python3.11").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { modules = ModulesOf(parsed.GetValue(What)!), runtime = parsed.GetValue(Runtime), function = parsed.GetValue(Function) }, JsonOutput.Options);
        var image = await client.AskAsync(HttpMethod.Post, "/thaw/v1/images", body, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, new InspectReport("thaw.images.inspect", 1, image));
        else if (image.GetProperty("held") is { ValueKind: JsonValueKind.Object } held)
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{image.GetProperty("name").GetString()} holds {held.GetProperty("modules").GetArrayLength()} modules in {held.GetProperty("bytes").GetInt64() / 1e6:0.0} MB, made in {held.GetProperty("buildMs").GetDouble():0} ms"));
        else
            Screen.Complain(parsed.InvocationConfiguration, $"no image {image.GetProperty("name").GetString()}: {image.GetProperty("failure").GetString() ?? "the host ends"}");
        return image.GetProperty("held").ValueKind == JsonValueKind.Object ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    /// <summary>The modules that are meant.</summary>
    /// <exception cref="FormatException">A file names none.</exception>
    /// <exception cref="FunctionException">A function's description cannot be read.</exception>
    private static IReadOnlyList<string> ModulesOf(string[] words)
    {
        if (words is not [var path] || !File.Exists(path))
            return words;
        if (Path.GetFileName(path) == FunctionLoader.ManifestName)
        {
            return FunctionLoader.Load(Path.GetDirectoryName(Path.GetFullPath(path))!, new FunctionLoadOptions()).Image is { IsNone: false } rule
                ? rule.Modules
                : throw new FormatException($"{path}: names no modules; write image: [numpy]");
        }
        string[] lines = [.. File.ReadLines(path).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
        return lines.Length > 0 ? lines : throw new FormatException($"{path}: names no modules; write one in each line");
    }
}
