using System.Globalization;
using System.Text.Json;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>Reads a profile from whatever form it was kept in.</summary>
public static class ProfileSource
{
    /// <summary>Reads a recording's folder, or a file that <c>thaw profile --json</c> printed.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="thresholds">What counts as a finding; a file's findings are as they were printed.</param>
    /// <exception cref="RecordingException">It is neither, or damaged; one line that says what and what to do.</exception>
    public static ProfileReport Read(string path, FindingThresholds thresholds)
    {
        if (Directory.Exists(path))
        {
            return ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(RecordingStore.Read(path), thresholds));
        }

        if (!File.Exists(path))
        {
            throw new RecordingException($"{path}: no such file or folder; give a recording, or a file that `thaw profile --json` printed");
        }

        try
        {
            var text = File.ReadAllBytes(path);
            Check(path, text);
            using var stream = new MemoryStream(text);
            return ProfileReportJson.Read(stream);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new RecordingException($"{path}: is not what `thaw profile --json` prints: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Name and version are read without the rest, which another version may not have.</summary>
    private static void Check(string path, byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        var isObject = document.RootElement.ValueKind == JsonValueKind.Object;
        var schema = isObject && document.RootElement.TryGetProperty("schema", out var name) ? name.ToString() : "";
        if (schema != ProfileReport.SchemaName)
        {
            throw new RecordingException($"{path}: has schema '{schema}', not {ProfileReport.SchemaName}; give a file that `thaw profile --json` printed");
        }

        var version = document.RootElement.TryGetProperty("version", out var number) ? number.ToString() : "";
        if (version != ProfileReport.CurrentVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw new RecordingException($"{path}: has version '{version}', this Thaw reads version {ProfileReport.CurrentVersion}; print it again");
        }
    }
}
