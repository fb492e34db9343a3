using System.Globalization;
using System.Runtime.InteropServices;

namespace Thaw.Lab.Machines;

/// <summary>The machine that figures were measured on: they mean little without it.</summary>
/// <param name="OperatingSystem">As /etc/os-release calls it.</param>
/// <param name="Kernel">Kernel release.</param>
/// <param name="Architecture">For example <c>x64</c>.</param>
/// <param name="Processor">The processor's model, or an empty string.</param>
/// <param name="Processors">Processors that this process may use.</param>
/// <param name="MemoryBytes">Physical memory, bytes; 0 if unknown.</param>
/// <param name="LoadAverage">Runnable processes over the last minute when the measurement began; a busy machine measures badly.</param>
public sealed record MachineDescription(
    string OperatingSystem, string Kernel, string Architecture, string Processor, int Processors, long MemoryBytes, double LoadAverage)
{
    /// <summary>This machine, now.</summary>
    public static MachineDescription Current() => new(
        Field("/etc/os-release", "PRETTY_NAME", '=').Trim('"'),
        FirstLine("/proc/sys/kernel/osrelease"),
        RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        Field("/proc/cpuinfo", "model name", ':'),
        Environment.ProcessorCount,
        Kilobytes(Field("/proc/meminfo", "MemTotal", ':')) * 1024,
        double.TryParse(FirstLine("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out double load) ? load : 0);

    private static string FirstLine(string file) => Lines(file).FirstOrDefault() ?? "";

    private static string Field(string file, string name, char separator) =>
        Lines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(separator, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault() ?? "";

    private static long Kilobytes(string text) =>
        long.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
