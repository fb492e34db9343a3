using System.CommandLine;
using System.Text;
using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Linux.Files;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Exports;
using Thaw.Profiling.Exports.Sarif;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Cli.Profile;

/// <summary>The files that <c>profile</c> and <c>analyze</c> can write beside the report; several may be asked for at once.</summary>
internal static class ExportOptions
{
    private static readonly Export[] Exports =
    [
        new(new Option<string?>("--sarif") { Description = "Also write the findings to FILE as SARIF 2.1.0, for code scanning.", HelpName = "FILE" },
            (stream, _, analysis) => SarifExport.Write(stream, analysis)),
        new(new Option<string?>("--speedscope") { Description = "Also write the call stacks to FILE for speedscope.", HelpName = "FILE" }, WriteSpeedscope),
        new(new Option<string?>("--importtime") { Description = "Also write the imports to FILE as `python -X importtime` does.", HelpName = "FILE" },
            (stream, _, analysis) => WriteText(stream, text => ImportTimeExport.Write(text, analysis.Recording))),
        new(new Option<string?>("--openmetrics") { Description = "Also write the figures to FILE as OpenMetrics text.", HelpName = "FILE" },
            (stream, _, analysis) => WriteText(stream, text => OpenMetricsExport.Write(text, analysis))),
    ];

    /// <summary>Gives a command the options.</summary>
    public static void AddTo(Command command)
    {
        foreach (var export in Exports)
        {
            command.Options.Add(export.Option);
        }
    }

    /// <summary>Throws if a file can't be written where it was asked for: better now than after the measurement.</summary>
    /// <exception cref="FormatException">One line that says which and why.</exception>
    public static void Check(ParseResult parsed)
    {
        foreach (var (export, path) in Asked(parsed))
        {
            if (path.Length == 0 || Directory.Exists(path))
            {
                throw new FormatException($"{export.Option.Name} '{path}': give the name of a file");
            }

            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            {
                throw new FormatException($"{export.Option.Name} {path}: there is no folder {folder}; create it first");
            }
        }
    }

    /// <summary>Writes what was asked for; each file appears whole or not at all.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="analysis">Its analysis.</param>
    public static void Write(ParseResult parsed, string folder, ProfileAnalysis analysis)
    {
        foreach (var (export, path) in Asked(parsed))
        {
            DurableFile.WriteAtomically(path, stream => export.Write(stream, folder, analysis));
            Screen.Error.WriteLine($"{export.Option.Name[2..]}: {path}");
        }
    }

    private static IEnumerable<(Export Export, string Path)> Asked(ParseResult parsed) =>
        from export in Exports
        let path = parsed.GetValue(export.Option)
        where path is not null
        select (export, path);

    private static void WriteSpeedscope(Stream stream, string folder, ProfileAnalysis analysis)
    {
        var file = RecordingStore.FileOf(folder, analysis.Recording.Manifest, Passes.Samples);
        SpeedscopeExport.Write(stream, analysis.Recording, file is null ? [] : SampleFileReader.ReadSamples(file));
    }

    private static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(text);
    }

    private sealed record Export(Option<string?> Option, Action<Stream, string, ProfileAnalysis> Write);
}
