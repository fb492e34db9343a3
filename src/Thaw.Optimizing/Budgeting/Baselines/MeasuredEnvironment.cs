using System.Runtime.InteropServices;
using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Budgeting.Baselines;

/// <summary>What figures of a cold start depend on beside the function.</summary>
/// <param name="Implementation">Of the interpreter, such as <c>cpython</c>.</param>
/// <param name="Python">Its version, such as <c>3.11.2</c>.</param>
/// <param name="Build">Its full version text: two builds of one version differ in it.</param>
/// <param name="Architecture">Such as <c>x64</c>.</param>
/// <param name="Processor">The processor's model; empty where the kernel does not tell.</param>
/// <param name="Kernel">Kernel release.</param>
public sealed record MeasuredEnvironment(
    string Implementation, string Python, string Build, string Architecture, string Processor, string Kernel)
{
    /// <summary>That of an interpreter on this machine.</summary>
    public static MeasuredEnvironment Of(Interpreter interpreter) => new(
        interpreter.Implementation,
        interpreter.Version,
        interpreter.Build.ReplaceLineEndings(" "),
        RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ProcessorModel(),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim());

    /// <summary>Why figures measured elsewhere cannot be compared with those of here at all; null if they can.</summary>
    public string? WhyIncomparable(MeasuredEnvironment here)
    {
        if (Implementation != here.Implementation || Interpreter.MinorOf(Python) != Interpreter.MinorOf(here.Python))
            return $"was measured with {Implementation} {Python}, this is {here.Implementation} {here.Python}";
        return Architecture == here.Architecture ? null : $"was measured on {Architecture}, this is {here.Architecture}";
    }

    /// <summary>Why ratios of times measured elsewhere may not hold here; null if they should.</summary>
    public string? WhyTimesDiffer(MeasuredEnvironment here) => Processor == here.Processor
        ? null
        : $"the baseline was measured on another processor ({Name(Processor)}; here {Name(here.Processor)}), on which the function need not "
            + "be slower by as much as the reference is; measure the baseline in the same job";

    private static string Name(string processor) => processor.Length > 0 ? processor : "unknown";

    private static string ProcessorModel() => File.ReadLines("/proc/cpuinfo")
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("CPU part", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).FirstOrDefault() ?? "";
}
