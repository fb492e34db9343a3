using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Policies;

/// <summary>The statements of functions' policies, as AWS writes them.</summary>
internal static partial class PolicyStatements
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The statement that a request asks for.</summary>
    /// <param name="body">The request.</param>
    /// <param name="arn">What may be used: a function, or one of its versions or aliases.</param>
    /// <exception cref="HostingException">Something of it is missing, or is no word of a policy.</exception>
    public static PolicyStatement Of(AddPermissionBody body, string arn)
    {
        var id = Matching(body.StatementId, "statementId", IdForm());
        var action = Matching(body.Action, "action", ActionForm());
        var principal = Matching(body.Principal, "principal", PrincipalForm());
        return new PolicyStatement(id, Json(writer =>
        {
            writer.WriteString("Sid", id);
            writer.WriteString("Effect", "Allow");
            WritePrincipal(writer, principal);
            writer.WriteString("Action", action);
            writer.WriteString("Resource", arn);
            WriteConditions(writer, body);
        }));
    }

    /// <summary>All statements as one policy.</summary>
    public static string Policy(FunctionPolicy policy) => Json(writer =>
    {
        writer.WriteString("Version", "2012-10-17");
        writer.WriteString("Id", "default");
        writer.WriteStartArray("Statement");
        foreach (var statement in policy.Statements)
            writer.WriteRawValue(statement.Json);
        writer.WriteEndArray();
    });

    private static void WritePrincipal(Utf8JsonWriter writer, string principal)
    {
        if (principal == "*")
        {
            writer.WriteString("Principal", principal);
            return;
        }
        writer.WriteStartObject("Principal");
        if (principal.EndsWith(".amazonaws.com", StringComparison.Ordinal))
            writer.WriteString("Service", principal);
        else
            writer.WriteString("AWS", principal.All(char.IsAsciiDigit) ? $"arn:aws:iam::{principal}:root" : principal);
        writer.WriteEndObject();
    }

    private static void WriteConditions(Utf8JsonWriter writer, AddPermissionBody body)
    {
        (string Test, string Key, string? Value)[] all =
        [
            ("StringEquals", "AWS:SourceAccount", body.SourceAccount), ("StringEquals", "lambda:EventSourceToken", body.EventSourceToken),
            ("StringEquals", "aws:PrincipalOrgID", body.PrincipalOrganization), ("StringEquals", "lambda:FunctionUrlAuthType", body.FunctionUrlAuthType),
            ("ArnLike", "AWS:SourceArn", body.SourceArn),
        ];
        var tests = all.Where(each => each.Value is not null).GroupBy(each => each.Test).ToList();
        if (tests.Count == 0)
            return;
        writer.WriteStartObject("Condition");
        foreach (var test in tests)
        {
            writer.WriteStartObject(test.Key);
            foreach (var (_, key, value) in test)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Matching(string? value, string name, Regex form) => value is not null && form.IsMatch(value)
        ? value
        : throw new HostingException(HostingProblem.InvalidParameterValue, $"Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy regular expression pattern: {form}");

    // As the service description has them.
    [GeneratedRegex("^([a-zA-Z0-9-_]{1,100})$")]
    private static partial Regex IdForm();

    [GeneratedRegex("^(lambda:[*]|lambda:[a-zA-Z]+|[*])$")]
    private static partial Regex ActionForm();

    [GeneratedRegex(@"^[^\s]+$")]
    private static partial Regex PrincipalForm();
}
