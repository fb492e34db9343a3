using Thaw.Lab.Synthetic;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Comparing;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page of a comparison: a synthetic recording, and the same with changes that are known.</summary>
internal static class SyntheticDiff
{
    /// <summary>The module that takes <see cref="SlowerMs"/> longer in the second recording.</summary>
    public const int Slow = 20;

    /// <summary>Far more than what init as a whole differs by from chance.</summary>
    public const double SlowerMs = 400;

    /// <summary>The modules of the second recording that have another name in it: newly and no longer loaded.</summary>
    private const int FirstRenamed = 300;
    private const int Renamed = 5;

    /// <summary>Writes it and answers its path.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">What a module is called in the second recording, before a number.</param>
    /// <param name="change">What else differs in the second; null for nothing.</param>
    public static string Write(TemporaryFolder folder, string name = "fresh", Func<Recording, Recording>? change = null)
    {
        var before = Recording(folder);
        var after = Change(before, name);
        return Write(folder.PathOf("diff.html"), before, change?.Invoke(after) ?? after);
    }

    /// <summary>The page of a recording and itself.</summary>
    public static string WriteSame(TemporaryFolder folder)
    {
        var recording = Recording(folder);
        return Write(folder.PathOf("same.html"), recording, recording);
    }

    private static Recording Recording(TemporaryFolder folder)
    {
        SyntheticRecording.Write(folder.PathOf("recording"), 400, 4000);
        return RecordingStore.Read(folder.PathOf("recording"));
    }

    private static Recording Change(Recording recording, string name)
    {
        var imports = recording.Imports!;
        var modules = imports.Modules.ToArray();
        for (var i = FirstRenamed; i < FirstRenamed + Renamed; i++)
            modules[i] = modules[i] with { Name = $"{name}{i}" };
        modules[Slow] = modules[Slow] with { SelfMs = modules[Slow].SelfMs + SlowerMs };
        return recording with { Imports = imports with { Modules = modules } };
    }

    private static string Write(string file, Recording before, Recording after)
    {
        using var stream = File.Create(file);
        HtmlDiff.Write(stream, ProfileComparer.Compare("main", Report(before), "branch", Report(after)));
        return file;
    }

    private static ProfileReport Report(Recording recording) =>
        ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording, FindingThresholds.Default));
}
