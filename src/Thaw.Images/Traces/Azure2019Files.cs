using System.Globalization;
using System.Text.RegularExpressions;

namespace Thaw.Images.Traces;

/// <summary>Names and first lines of the files of the Azure Functions trace 2019: three a day, of which the latter two may be missing.</summary>
internal static partial class Azure2019Files
{
    /// <summary>Minutes of a day: as many columns has the file of invocations after its four names.</summary>
    public const int Minutes = 1440;

    /// <summary>How the first line of the invocations begins.</summary>
    public const string InvocationsHeader = "HashOwner,HashApp,HashFunction,Trigger,1,2,";

    private const string DurationsHeader = "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,";
    private const string MemoryHeader = "HashOwner,HashApp,SampleCount,AverageAllocatedMb";

    /// <summary>The files of invocations in a folder, by day.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.GetFiles(folder).Where(file => Name().IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal)];

    /// <summary>Durations of the functions: percentiles 0, 1, 25, 50, 75, 99 and 100 of the averages over half a minute, ms.</summary>
    public static void ReadDurations(string invocations, Action<string, double[]> take)
    {
        foreach (var (line, number, file) in Lines(invocations, "function_durations_percentiles", DurationsHeader))
        {
            var fields = new CsvLine(file, number, line);
            var name = Names(ref fields, 3);
            foreach (var what in (ReadOnlySpan<string>)["Average", "Count", "Minimum", "Maximum"])
                fields.Next(what);
            var percentiles = new double[7];
            for (var i = 0; i < percentiles.Length; i++)
                percentiles[i] = fields.NextNumber("a percentile");
            take(name, percentiles);
        }
    }

    /// <summary>Average memory of the applications, bytes.</summary>
    public static void ReadMemory(string invocations, Action<string, long> take)
    {
        foreach (var (line, number, file) in Lines(invocations, "app_memory_percentiles", MemoryHeader))
        {
            var fields = new CsvLine(file, number, line);
            var name = Names(ref fields, 2);
            fields.Next("SampleCount");
            take(name, (long)(1e6 * fields.NextNumber("AverageAllocatedMb")));
        }
    }

    /// <summary>The first fields of a line together.</summary>
    public static string Names(ref CsvLine line, int count)
    {
        for (var i = 0; i < count; i++)
            line.Next("the names");
        return line.Before.ToString();
    }

    private static IEnumerable<(string Line, long Number, string File)> Lines(string invocations, string kind, string header)
    {
        var file = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(invocations))!, string.Create(CultureInfo.InvariantCulture, $"{kind}.anon.{Name().Match(Path.GetFileName(invocations)).Groups[1].Value}.csv"));
        if (!File.Exists(file))
            yield break;
        long number = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (++number == 1 && !line.StartsWith(header, StringComparison.Ordinal))
                throw new FormatException($"{file}:1: the first line does not begin with {header}");
            if (number > 1 && line.Length > 0)
                yield return (line, number, file);
        }
    }

    [GeneratedRegex(@"^invocations_per_function_md\.anon\.(d\d\d)\.csv$")]
    private static partial Regex Name();
}
