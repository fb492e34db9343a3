namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Names of the files in a recording's folder.</summary>
public static class RecordingFiles
{
    /// <summary>Identity, conditions, and the list of the other files with their checksums.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Names of the passes, as <see cref="RecordedPass.Name"/> has them, and the file of each.</summary>
    public static IReadOnlyDictionary<string, string> ByPass { get; } = new Dictionary<string, string>
    {
        [Passes.Baseline] = "baseline.json",
        [Passes.Imports] = "imports.json",
        [Passes.Samples] = "samples.bin",
        [Passes.Usage] = "usage.json",
        [Passes.Children] = "children.json",
    };
}

/// <summary>Names of the passes.</summary>
public static class Passes
{
    /// <summary>Uninstrumented cold processes.</summary>
    public const string Baseline = "baseline";

    /// <summary>Module loads.</summary>
    public const string Imports = "imports";

    /// <summary>Call stacks.</summary>
    public const string Samples = "samples";

    /// <summary>Functions that ran.</summary>
    public const string Usage = "usage";

    /// <summary>Processes that the function's process starts; made on request.</summary>
    public const string Children = "children";
}
