using System.Text.Json.Serialization;
using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>Writes comparisons as <c>thaw.diff</c> JSON.</summary>
public static class ProfileDiffJson
{
    private static readonly DiffJson Context = new(ProfileReportJson.CreateOptions());

    /// <summary>The text, with a newline at the end.</summary>
    public static string ToText(ProfileDiff diff) => System.Text.Json.JsonSerializer.Serialize(diff, Context.ProfileDiff) + "\n";
}

[JsonSerializable(typeof(ProfileDiff))]
internal sealed partial class DiffJson : JsonSerializerContext;
