using Thaw.Lab.Synthetic;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Report.Tests.Pages;

/// <summary>Pages of synthetic recordings.</summary>
internal static class SyntheticPage
{
    /// <summary>Writes the page of a recording of this size, changed on the way if asked, and answers its path.</summary>
    public static string Write(TemporaryFolder folder, int modules, long samples, Func<Recording, Recording>? change = null)
    {
        var recordingFolder = folder.PathOf($"recording-{modules}");
        SyntheticRecording.Write(recordingFolder, modules, samples);
        var recording = RecordingStore.Read(recordingFolder);
        var analysis = ProfileAnalyzer.Analyze(change?.Invoke(recording) ?? recording, FindingThresholds.Default);
        var file = folder.PathOf($"page-{modules}.html");
        using var stream = File.Create(file);
        HtmlReport.Write(stream, analysis);
        return file;
    }

    /// <summary>Gives the module of this index another name and file.</summary>
    public static Recording WithModule(Recording recording, int index, string name, string file)
    {
        var imports = recording.Imports!;
        var modules = imports.Modules.ToArray();
        modules[index] = modules[index] with { Name = name, File = file };
        return recording with { Imports = imports with { Modules = modules } };
    }
}
