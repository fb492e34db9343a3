using System.Buffers;
using System.Text.Json;
using Thaw.Linux.Processes;

namespace Thaw.Hosting.Instances;

/// <summary>Errors that the host reports for an instance that cannot.</summary>
internal static class ErrorAnswers
{
    /// <summary>The answer, in the form and the words of AWS.</summary>
    public static InvocationAnswer Of(string type, string requestId, string words, double durationMs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", type);
            writer.WriteString("errorMessage", $"RequestId: {requestId} Error: {words}");
            writer.WriteEndObject();
        }
        return new InvocationAnswer(buffer.WrittenMemory, true, type, durationMs);
    }

    /// <summary>The <c>errorType</c> of an error that the runtime wrote.</summary>
    public static string TypeOf(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.TryGetProperty("errorType", out var type) ? type.GetString() ?? ErrorTypes.Exit : ErrorTypes.Exit;
        }
        catch (JsonException)
        {
            // The function wrote into the runtime's channel.
            return ErrorTypes.Exit;
        }
    }

    /// <summary>As Go's runtime words them, which AWS's words are made of.</summary>
    public static string SignalWords(int signal) => signal switch
    {
        Signals.Kill => "killed",
        Signals.Terminate => "terminated",
        6 => "aborted",
        11 => "segmentation fault",
        _ => Signals.NameOf(signal),
    };
}
