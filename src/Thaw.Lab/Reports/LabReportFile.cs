using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Linux.Files;

namespace Thaw.Lab.Reports;

/// <summary>Writes reports.</summary>
public static class LabReportFile
{
    /// <summary>Writes a report to a file, which appears as a whole or not at all.</summary>
    /// <exception cref="LabException">The file can't be written.</exception>
    public static void Write(string path, LabReport report)
    {
        try
        {
            DurableFile.WriteAtomically(path, stream => JsonSerializer.Serialize(stream, report, LabJson.Readable.LabReport));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: cannot be written: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>A report as indented JSON.</summary>
    public static string ToText(LabReport report) => JsonSerializer.Serialize(report, LabJson.Readable.LabReport);
}

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LabReport))]
internal sealed partial class LabJson : JsonSerializerContext
{
    /// <summary>Without escapes for what is no danger outside of web pages.</summary>
    public static LabJson Readable => field ??= new LabJson(new JsonSerializerOptions(Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
