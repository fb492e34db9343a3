using System.Text.Encodings.Web;
using System.Text.Json;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Profiling.Exports;

/// <summary>Call stacks over time in speedscope's file format, version of its schema <c>file-format-schema.json</c>.</summary>
/// <remarks>
/// A profile of type <c>sampled</c> for each phase and thread over all sampled processes one after another, then one for
/// each process. Weights are elapsed ms. Held-out events are in none of them.
/// </remarks>
public static class SpeedscopeExport
{
    /// <summary>Writes the file; leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="recording">What was recorded; without samples there are no profiles.</param>
    /// <param name="samples">Its samples in order of time, as <see cref="SampleFileReader.ReadSamples"/> gives them.</param>
    public static void Write(Stream stream, Recording recording, IEnumerable<RawSample> samples)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(samples);
        var frames = new SpeedscopeFrames(recording.Samples);
        var profiles = SpeedscopeProfiles.Collect(recording, frames, samples);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("exporter", $"thaw {recording.Manifest.ThawVersion}");
        json.WriteString("name", recording.Manifest.Function.Name);
        json.WriteNumber("activeProfileIndex", 0);
        WriteFrames(json, frames);
        json.WriteStartArray("profiles");
        foreach (var profile in profiles)
        {
            WriteProfile(json, profile, frames);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFrames(Utf8JsonWriter json, SpeedscopeFrames frames)
    {
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (var frame in frames.All)
        {
            json.WriteStartObject();
            json.WriteString("name", frame.Function);
            if (frame.File.Length > 0)
            {
                json.WriteString("file", frame.File);
            }

            if (frame.Line > 0)
            {
                json.WriteNumber("line", frame.Line);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, SpeedscopeProfile profile, SpeedscopeFrames frames)
    {
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", profile.Name);
        json.WriteString("unit", "milliseconds");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", profile.Samples.Sum(sample => sample.WallUs) / 1000.0);
        json.WriteStartArray("samples");
        foreach (var sample in profile.Samples)
        {
            json.WriteStartArray();
            foreach (var frame in frames.StackOf(sample))
            {
                json.WriteNumberValue(frame);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var sample in profile.Samples)
        {
            json.WriteNumberValue(sample.WallUs / 1000.0);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
