using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.CommandLines;
using Thaw.Python.Launching;

namespace Thaw.Cli.Profile;

/// <summary><c>thaw profile</c>: record a function and say what makes it start slowly.</summary>
internal static class ProfileCommand
{
    private static readonly Argument<string> Target = new("path") { Description = "A function's folder, a .zip of one, a script (.py), or the name of a function on a host (thaw serve)." };

    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "After --: a Python command line to profile instead, or the arguments of a script or module.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Module = new("--module", "-m") { Description = "Profile `python -m MODULE` in the folder." };
    private static readonly Option<int> Runs = new("--runs") { Description = "Cold processes of the baseline; if not said, more of short cold starts.", DefaultValueFactory = _ => 10 };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the recording goes; by default below Thaw's home." };
    private static readonly Option<bool> ColdPyc = new("--cold-pyc") { Description = "Compile the function and its libraries anew in every process." };
    private static readonly Option<bool> ColdCache = new("--cold-cache") { Description = "Drop the function's files from the page cache before every baseline process." };
    private static readonly Option<bool> Children = new("--children") { Description = "Also follow the Python processes that it starts: what starting and importing costs them." };
    private static readonly Option<int> Rate = new("--rate") { Description = "Samples a second, 1 to 1000.", DefaultValueFactory = _ => 250 };

    public static Command Create()
    {
        var command = new Command("profile", "Measure a function's cold start; say which imports are waste, why they are loaded, and what they cost")
        {
            Target, Words, Module, Runs, Out, ColdPyc, ColdCache, Children, Rate,
            ReportOptions.Threshold, ReportOptions.Top, ReportOptions.Json, ReportOptions.Html,
            HostOptions.Endpoint, HostOptions.State, HostOptions.Authorities,
        };
        FunctionOptions.AddTo(command);
        ExportOptions.AddTo(command);
        Runs.Validators.Add(result => ReportOptions.Range(result, 1, 1000));
        Rate.Validators.Add(result => ReportOptions.Range(result, 1, 1000));
        command.SetAction(RunAsync);
        return command.WithExamples(
            "thaw profile functions/wine_quality",
            "thaw profile functions/wine_quality --html profile.html",
            "thaw profile my_function/ --handler app.handler --events events/",
            "thaw profile function.zip --python 3.13 --json > profile.json",
            "thaw profile tool.py --cold-pyc",
            "thaw profile wine_quality --endpoint http://127.0.0.1:9000",
            "thaw profile --runs 20 -- python3 tool.py --help",
            "thaw profile --children -- python3 -m pool_of_workers");
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        ExportOptions.Check(parsed);
        var path = parsed.GetValue(Target)!;
        return ProfileTarget.Of(parsed, Target, Words) is { } command ? Task.FromResult(Run(parsed, Request(parsed, command), cancellation))
            : DeployedTarget.IsMeant(parsed, path) ? DeployedTarget.RunAsync(parsed, path, request => Run(parsed, request, cancellation), cancellation)
            : Task.FromResult(Run(parsed, Request(parsed), cancellation));
    }

    private static int Run(ParseResult parsed, PrepareRequest request, CancellationToken cancellation)
    {
        FindingThresholds thresholds = ReportOptions.Thresholds(parsed);
        using PreparedFunction prepared = PreparedFunction.Prepare(request, ThawFolders.Cache);
        string folder = parsed.GetValue(Out) ?? DefaultFolder(prepared.Function.Name);
        Record(prepared, Options(parsed), folder, cancellation);
        int code = ReportOptions.Print(parsed, folder, thresholds);
        Screen.Error.MarkupLineInterpolated($"[dim]Recording: {folder}  (thaw analyze repeats this report from it)[/]");
        return code;
    }

    private static PrepareRequest Request(ParseResult parsed)
    {
        var request = FunctionOptions.Request(parsed, parsed.GetValue(Target)!);
        return request with { Load = request.Load with { Module = parsed.GetValue(Module), Arguments = parsed.GetValue(Words) ?? [] } };
    }

    private static PrepareRequest Request(ParseResult parsed, PythonCommandLine command)
    {
        foreach (Option<string?> option in FunctionOptions.OfFunctionsAlone.Append(Module))
        {
            if (parsed.GetValue(option) is not null)
            {
                throw new FormatException($"{option.Name} does not go with a command line after --; leave one of them out");
            }
        }

        return new PrepareRequest
        {
            Path = command.Script ?? command.Module!,
            Function = command.ToFunction(Directory.GetCurrentDirectory()),
            Python = FunctionOptions.Python(parsed) ?? command.Python,
        };
    }

    private static RecorderOptions Options(ParseResult parsed) => RecorderOptions.Usual with
    {
        Passes = parsed.GetValue(Children) ? [.. RecorderOptions.Usual.Passes, Passes.Children] : RecorderOptions.Usual.Passes,
        Runs = parsed.GetValue(Runs),
        // Who says how many gets as many.
        Steadying = parsed.GetResult(Runs) is { Implicit: false } ? TimeSpan.Zero : RecorderOptions.Usual.Steadying,
        SampleRatePerSecond = parsed.GetValue(Rate),
        ColdByteCode = parsed.GetValue(ColdPyc),
        ColdCache = parsed.GetValue(ColdCache),
    };

    private static void Record(PreparedFunction prepared, RecorderOptions options, string folder, CancellationToken cancellation)
    {
        using var progress = ProgressLines.OfRecording(prepared.Function.Name);
        new FunctionRecorder(prepared.Function, prepared.Environment, prepared.Launcher, options, progress, cancellation).Record(folder, prepared.Ledger);
    }

    private static string DefaultFolder(string name) => Path.Combine(
        ThawFolders.Recordings, $"{name}-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Environment.ProcessId}");
}
