using System.Globalization;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Invoking;

/// <summary>The last line of an invocation's log, as AWS writes it.</summary>
internal static class ReportLine
{
    public static string Of(string requestId, FunctionVersion version, InvocationAnswer answer, StartPhases? cold, long? peakBytes)
    {
        var billed = Math.Ceiling(answer.DurationMs + (cold?.InitMs ?? 0));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {requestId}\tDuration: {answer.DurationMs:0.00} ms\tBilled Duration: {billed:0} ms\t"
            + $"Memory Size: {version.MemoryMb} MB\tMax Memory Used: {Megabytes(peakBytes, version)} MB\t");
        if (cold is not null)
            line += string.Create(CultureInfo.InvariantCulture, $"Init Duration: {cold.InitMs:0.00} ms\t");
        return answer.ErrorType switch
        {
            null => line,
            ErrorTypes.TimedOut => line + "Status: timeout",
            var type => $"{line}Status: error\tError Type: {type}",
        };
    }

    // The kernel counts pid 1 as well: more than was promised is never shown.
    private static long Megabytes(long? bytes, FunctionVersion version) =>
        Math.Min(version.MemoryMb, ((bytes ?? 0) + (1 << 20) - 1) >> 20);
}
