using System.CommandLine;
using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Reports;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Cli.Demo;

/// <summary><c>thaw demo</c>: the first minute with Thaw, on two of the functions that come with it.</summary>
internal static class DemoCommand
{
    private static readonly string[] Shown = ["wine_quality", "sentiment"];

    public static Command Create()
    {
        var command = new Command("demo", "Show what Thaw does, on two of its sample functions: profile them, optimise them, run them on a host; some minutes");
        command.SetAction((_, token) => RunAsync(token));
        return command.WithExamples("./thaw demo");
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        string functions = FunctionsFolder();
        var recordings = new Dictionary<string, string>();
        foreach (string name in Shown)
        {
            recordings.Add(name, Show(Path.Combine(functions, name), cancellation));
        }

        Screen.Output.Write(new Rule("the same, optimised") { Justification = Justify.Left });
        DemoTable.Write(Screen.Output, [.. Shown.Select(name => Optimize(Path.Combine(functions, name), recordings[name], cancellation))]);
        Screen.Output.WriteLine();
        Screen.Output.Write(new Rule("on a host") { Justification = Justify.Left });
        int code = await DemoHost.ShowAsync(Screen.Output, [.. Shown.Select(name => Path.Combine(functions, name))], cancellation);
        if (code != ExitCodes.Done)
            return code;

        Screen.Output.WriteLine();
        Screen.Output.WriteLine("Now one of your own:  thaw profile FOLDER --handler module.callable");
        Screen.Output.WriteLine("and then:             thaw optimize FOLDER --html optimized.html");
        Screen.Output.WriteLine("or on a host:         thaw serve, and in another terminal thaw deploy FOLDER");
        return ExitCodes.Done;
    }

    private static string FunctionsFolder()
    {
        string? root = Environment.GetEnvironmentVariable("THAW_REPOSITORY");
        string folder = Path.Combine(root ?? Environment.CurrentDirectory, "functions");
        return Directory.Exists(folder)
            ? folder
            : throw new FunctionException($"no folder {folder}: the demo needs Thaw's sample functions; start it as ./thaw demo in a checkout");
    }

    private static string Show(string path, CancellationToken cancellation)
    {
        Screen.Output.Write(new Rule(Path.GetFileName(path)) { Justification = Justify.Left });
        using PreparedFunction prepared = PreparedFunction.Prepare(new PrepareRequest { Path = path }, ThawFolders.Cache);
        string folder = Path.Combine(ThawFolders.Recordings, "demo-" + prepared.Function.Name);
        using (var progress = ProgressLines.OfRecording(prepared.Function.Name))
        {
            new FunctionRecorder(
                prepared.Function, prepared.Environment, prepared.Launcher, RecorderOptions.Usual, progress, cancellation).Record(folder);
        }

        ProfileAnalysis analysis = ProfileAnalyzer.Analyze(RecordingStore.Read(folder), new FindingThresholds());
        TerminalReport.Write(Screen.Output, analysis, top: 4);
        Screen.Output.WriteLine();
        return folder;
    }

    /// <summary>Plans from the recording that was just shown, and keeps the package where demos are kept.</summary>
    private static OptimizeReport Optimize(string path, string recording, CancellationToken cancellation)
    {
        var request = new OptimizeRequest
        {
            Function = new PrepareRequest { Path = path },
            CacheFolder = ThawFolders.Cache,
            OutFolder = Path.Combine(ThawFolders.Home, "demo", Path.GetFileName(path)),
            Recording = recording,
            Quick = true,
        };
        using var progress = ProgressLines.OfOptimizing(path);
        return OptimizeReportBuilder.Build(new FunctionOptimizer(request, progress, cancellation).Run());
    }
}
