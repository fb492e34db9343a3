using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Invoking;

namespace Thaw.Hosting.Events;

/// <summary>How an asynchronous event ended, and who is to hear of it.</summary>
/// <param name="Event">The event, with the attempts that failed.</param>
/// <param name="Condition">Success, or why it was given up; AWS's words.</param>
/// <param name="Version">The version that ran it, or would have.</param>
/// <param name="Rules">What is said of its function's events; null: nothing.</param>
/// <param name="Last">The last attempt; null when there was none, or the host failed and not the function.</param>
internal sealed record EventOutcome(AcceptedEvent Event, string Condition, FunctionVersion Version, EventRules? Rules, CompletedInvocation? Last)
{
    public const string Success = "Success";
    public const string RetriesExhausted = "RetriesExhausted";
    public const string TooOld = "EventAgeExceeded";

    // AWS's number: functions that send to each other in a ring would do so for ever.
    private const int MostHops = 16;

    // A record is an event itself, and events may be nested 64 deep, the record's own object among it.
    private const int DeepestPart = 63;

    private bool IsSuccess => Condition == Success;

    /// <summary>The events that it causes.</summary>
    /// <param name="now">When they are accepted.</param>
    /// <param name="complain">Gets a line for one that cannot be.</param>
    public IReadOnlyList<AcceptedEvent> Consequences(DateTimeOffset now, Action<string> complain)
    {
        var caused = new List<AcceptedEvent>();
        if ((IsSuccess ? Rules?.OnSuccess : Rules?.OnFailure) is { } destination)
            caused.Add(To(destination, Record(now), null, now));
        if (!IsSuccess && Version.DeadLetterTarget.Length > 0)
            caused.Add(To(Version.DeadLetterTarget, Event.Event, Attributes(), now));
        if (caused.Count == 0 || Event.Hops < MostHops)
            return caused;
        complain($"{caused.Count} more would follow after {MostHops} events that caused each other; it ends here");
        return [];
    }

    private AcceptedEvent To(string arn, byte[] text, string? context, DateTimeOffset now)
    {
        var name = FunctionName.Parse(arn);
        return new AcceptedEvent(Guid.NewGuid().ToString(), name.Name, name.Qualifier, text, context, now, 0) { Hops = Event.Hops + 1, Trace = Event.Trace };
    }

    /// <summary>What a destination gets ("Lambda destinations", record format 1.0).</summary>
    private byte[] Record(DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteString("timestamp", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteStartObject("requestContext");
            writer.WriteString("requestId", Event.RequestId);
            writer.WriteString("functionArn", FunctionName.Arn(Event.Function, Event.Qualifier ?? FunctionVersion.Latest));
            writer.WriteString("condition", Condition);
            writer.WriteNumber("approximateInvokeCount", Event.Attempts + (IsSuccess ? 1 : 0));
            writer.WriteEndObject();
            WriteJson(writer, "requestPayload", Event.Event);
            WriteAnswer(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteAnswer(Utf8JsonWriter writer)
    {
        if (Last is null)
            return;
        writer.WriteStartObject("responseContext");
        writer.WriteNumber("statusCode", 200);
        writer.WriteString("executedVersion", Last.Version);
        if (Last.Answer.IsError)
            writer.WriteString("functionError", "Unhandled");
        writer.WriteEndObject();
        WriteJson(writer, "responsePayload", Last.Answer.Payload.Span);
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json)
    {
        if (IsJson(json))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.IsEmpty ? "{}"u8 : json, skipInputValidation: true);
        }
        else
            // A program in another language answers what it likes.
            writer.WriteString(name, Encoding.UTF8.GetString(json));
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            if (!Utf8.IsValid(text))
                return false;
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DeepestPart });
            while (!text.IsEmpty && reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The attributes of a message in AWS's dead-letter queues, where a function finds them: in its client context.
    private string Attributes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("custom");
            writer.WriteString("RequestID", Event.RequestId);
            writer.WriteString("ErrorCode", Last is null ? "429" : "200");
            writer.WriteString("ErrorMessage", Last is null ? Condition : ErrorMessage(Last.Answer.Payload));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string ErrorMessage(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.GetProperty("errorMessage").GetString() ?? Condition;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A program in another language says its errors as it likes.
            return Condition;
        }
    }
}
