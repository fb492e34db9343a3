using Thaw.Functions;
using Thaw.Lab.Measures;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Lab.Subjects;

/// <summary>Recordings of the functions, made when first asked for and shared by all measurements of a run.</summary>
/// <remarks>For one thread.</remarks>
public sealed class LabRecordings
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>The folder of the recording of a function.</summary>
    /// <param name="function">The function's folder.</param>
    /// <param name="context">Of this run.</param>
    /// <exception cref="LabException">The function can't be recorded.</exception>
    public string FolderOf(string function, LabContext context)
    {
        if (_folders.TryGetValue(function, out string? folder))
            return folder;

        folder = Path.Combine(context.ScratchFolder, "recordings", Path.GetFileName(function));
        Record(function, folder, Options(context.Quick), context);
        _folders.Add(function, folder);
        return folder;
    }

    /// <summary>The imports of a function, recorded anew.</summary>
    /// <param name="function">The function's folder.</param>
    /// <param name="context">Of this run.</param>
    /// <exception cref="LabException">The function can't be recorded.</exception>
    public static ImportsPass ImportsNow(string function, LabContext context)
    {
        string folder = Path.Combine(context.ScratchFolder, "recordings", $"{Path.GetFileName(function)}-{Guid.NewGuid():n}");
        Record(function, folder, Options(context.Quick) with { Passes = [Passes.Imports] }, context);
        var imports = RecordingStore.Read(folder).Imports;
        Directory.Delete(folder, recursive: true);
        return imports ?? throw new LabException("its recording has no imports");
    }

    /// <summary>What a function's imports cost, recorded anew: as much of a recording as a simulation of images needs.</summary>
    /// <param name="function">The function's folder.</param>
    /// <param name="context">Of this run.</param>
    /// <returns>The recording's folder.</returns>
    /// <exception cref="LabException">The function can't be recorded.</exception>
    public static string CostsOf(string function, LabContext context)
    {
        string folder = Path.Combine(context.ScratchFolder, "recordings", $"{Path.GetFileName(function)}-costs");
        Record(function, folder, Options(context.Quick) with { Passes = [Passes.Imports] }, context);
        return folder;
    }

    private static void Record(string function, string folder, RecorderOptions options, LabContext context)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        try
        {
            using var prepared = PreparedFunction.Prepare(new PrepareRequest { Path = function }, ThawFolders.Cache);
            new FunctionRecorder(
                prepared.Function, prepared.Environment, prepared.Launcher, options,
                progress: null, context.Cancellation).Record(folder);
        }
        catch (Exception error) when (error is FunctionException or FunctionFailedException or RecordingException)
        {
            throw new LabException(error.Message, error);
        }
    }

    private static RecorderOptions Options(bool quick) => quick
        ? new RecorderOptions { Runs = 3, TimedRuns = 5, ResidentRuns = 1, SampledRuns = 3 }
        : RecorderOptions.Usual;
}
