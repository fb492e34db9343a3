using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Optimizing.Budgeting.Baselines;

namespace Thaw.Optimizing.Budgeting.Reports;

/// <summary>Writes budget reports as <c>thaw.budget</c> JSON.</summary>
[JsonSerializable(typeof(BudgetReport))]
[JsonSerializable(typeof(BudgetBaseline))]
public sealed partial class BudgetJson : JsonSerializerContext
{
    /// <summary>How reports and baselines are written and read.</summary>
    internal static BudgetJson Context { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<BudgetVerdict>(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>The text of a report, with a newline at the end.</summary>
    public static string ToText(BudgetReport report) => JsonSerializer.Serialize(report, Context.BudgetReport) + "\n";
}
