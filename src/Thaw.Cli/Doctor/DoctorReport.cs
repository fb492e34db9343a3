using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Doctor;

/// <summary>The JSON document of <c>thaw doctor --json</c>.</summary>
/// <param name="Schema">Always <c>thaw.doctor</c>.</param>
/// <param name="Version">The form's version, 1; raised when a member changes its meaning or goes.</param>
/// <param name="Capabilities">What was tried, in the order of showing.</param>
internal sealed record DoctorReport(string Schema, int Version, IReadOnlyList<CapabilityReport> Capabilities)
{
    /// <summary>A document of the current version.</summary>
    public static DoctorReport Of(IReadOnlyList<CapabilityReport> capabilities) => new("thaw.doctor", 1, capabilities);
}
