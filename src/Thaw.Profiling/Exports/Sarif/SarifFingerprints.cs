using System.Security.Cryptography;
using System.Text;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Exports.Sarif;

/// <summary>Names under which code scanning knows a result again, also when its line has moved.</summary>
/// <remarks>
/// Of the pattern and the module for imports; of the pattern, the module and the function that does most of the work for
/// setup. No line number and no absolute path takes part; two that are alike in all of this are counted in order.
/// </remarks>
internal sealed class SarifFingerprints(ProfileAnalysis analysis)
{
    /// <summary>The key under which they are given; the number is raised when their making changes.</summary>
    public const string Key = "thawFinding/v1";

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The fingerprint of the next finding.</summary>
    public string Of(Finding finding)
    {
        var identity = finding.Kind == "setup" ? $"{finding.Pattern}\n{Setup(finding)}" : $"{finding.Pattern}\n{finding.Target}";
        var number = _seen[identity] = _seen.GetValueOrDefault(identity) + 1;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
        return number == 1 ? hash : $"{hash}:{number}";
    }

    private string Setup(Finding finding)
    {
        var modules = analysis.Recording.Imports?.Modules ?? [];
        var work = analysis.Setup.FirstOrDefault(work =>
            work.Line == finding.ImportedAt?.Line && modules[work.Module].File == finding.ImportedAt.File);
        return work is null ? finding.Target.Split(':')[0] : $"{modules[work.Module].Name}\n{work.MainCallee?.Name}";
    }
}
