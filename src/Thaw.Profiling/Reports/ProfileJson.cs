using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Reports;

/// <summary>Prints an analysis as <c>thaw.profile</c> JSON.</summary>
public static class ProfileJson
{
    /// <summary>Writes the whole document and a newline.</summary>
    public static void Write(TextWriter output, ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ProfileReportJson.ToText(ProfileReportBuilder.Build(analysis)));
    }
}
