using System.Globalization;
using Thaw.Images.Traces;
using Thaw.Testing;

namespace Thaw.Images.Tests.Traces;

/// <summary>The formats of the Azure Functions traces, and what is refused.</summary>
public sealed class TraceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_format_of_2021_has_ends_and_durations_in_seconds()
    {
        var trace = TraceFile.Read(_folder.Write("trace.csv", "app,func,end_timestamp,duration\na,f,10.5,0.5\na,g,11,0\nb,f,12.25,2\na,f,20,15\na,f,3,4\n"));

        Assert.Equal(["a/f", "a/g", "b/f"], trace.Functions.Select(function => function.Name));
        // By their start, not by their end as in the file; what began before the trace arrives at its beginning.
        Assert.Equal([(0.0, 4.0), (5, 15), (10, 0.5)], Read(trace, 0));
        Assert.Equal([(11.0, 0.0)], Read(trace, 1));
        Assert.Equal([(10.25, 2.0)], Read(trace, 2));
        Assert.Equal(20, trace.Seconds);
        Assert.False(trace.IsSynthetic);
        Assert.All(trace.Functions, function => Assert.Null(function.MemoryBytes));
    }

    [Fact]
    public void The_format_of_2019_has_counts_a_minute_and_percentiles()
    {
        WriteDay("d01", "o1,a1,f1,http", (0, 2), (3, 1));
        _folder.Write("function_durations_percentiles.anon.d01.csv",
            "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100\n"
            + "o1,a1,f1,250,3,100,400,100,100,200,250,300,400,400\no1,a1,gone,1,1,1,1,1,1,1,1,1,1,1\n");
        _folder.Write("app_memory_percentiles.anon.d01.csv", "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1\no1,a1,12,150.5,140\n");
        var trace = TraceFile.Read(_folder.PathOf("invocations_per_function_md.anon.d01.csv"));

        Assert.Equal("o1/a1/f1", Assert.Single(trace.Functions).Name);
        Assert.Equal(150_500_000, trace.Functions[0].MemoryBytes);
        Assert.Equal(86_400, trace.Seconds);
        var read = Read(trace, 0);
        Assert.Equal([15.0, 45, 210], read.Select(invocation => invocation.Start));
        Assert.All(read, invocation => Assert.InRange(invocation.Duration, 0.1, 0.4));
        Assert.Equal(read, Read(trace, 0));
    }

    [Fact]
    public void Lines_of_one_function_with_different_triggers_are_added_up()
    {
        WriteDay("d01", "o,a,f,http", (0, 1), (9, 1));
        var file = _folder.PathOf("invocations_per_function_md.anon.d01.csv");
        File.AppendAllText(file, File.ReadLines(file).Last().Replace("http", "timer", StringComparison.Ordinal) + "\n");

        Assert.Equal([15.0, 45, 555, 585], Read(TraceFile.Read(file), 0).Select(invocation => invocation.Start));
    }

    [Fact]
    public void A_folder_of_2019_is_its_days_one_after_the_other()
    {
        WriteDay("d01", "o,a,f,timer", (1439, 1));
        WriteDay("d02", "o,a,f,timer", (0, 1));
        var trace = TraceFile.Read(_folder.Path);

        Assert.Equal(2 * 86_400, trace.Seconds);
        Assert.Equal([(86_370.0, 0.0), (86_430, 0)], Read(trace, 0));
        Assert.Null(Assert.Single(trace.Functions).MemoryBytes);
    }

    [Fact]
    public void Invocations_are_read_up_to_a_time()
    {
        var trace = TraceFile.Read(_folder.Write("trace.csv", "app,func,end_timestamp,duration\na,f,1,0\na,f,2,0\n"));
        var reader = trace.Open(0);

        Assert.True(reader.TryRead(2, out var first));
        Assert.Equal(1, first.StartSeconds);
        Assert.False(reader.TryRead(2, out _));
        Assert.False(reader.TryRead(2, out _));
        Assert.True(reader.TryRead(2.5, out var second));
        Assert.Equal(2, second.StartSeconds);
        Assert.False(reader.TryRead(double.PositiveInfinity, out _));
    }

    [Theory]
    [InlineData("a,f,1", ":3: the line ends before duration")]
    [InlineData("a,f,1,2,3", ":3: the line has more than four fields")]
    [InlineData("a,f,one,2", ":3: end_timestamp is 'one', not a number of 0 or more")]
    [InlineData("a,f,1,-2", ":3: duration is '-2', not a number of 0 or more")]
    [InlineData("a,f,1700000000,1", ":3: end_timestamp is more than a year after the beginning of the trace, which is 0")]
    [InlineData("a,f,1,NaN", ":3: duration is 'NaN', not a number of 0 or more")]
    [InlineData("a,f,1,1e999", ":3: duration is '1e999', not a number of 0 or more")]
    public void A_wrong_line_of_2021_is_named(string line, string problem)
    {
        var file = _folder.Write("trace.csv", $"app,func,end_timestamp,duration\na,f,1,1\n{line}\n");

        Assert.Equal(file + problem, Assert.Throws<FormatException>(() => TraceFile.Read(file)).Message);
    }

    [Fact]
    public void A_wrong_line_of_2019_is_named()
    {
        WriteDay("d01", "o,a,f,http", (0, 1));
        var file = _folder.PathOf("invocations_per_function_md.anon.d01.csv");
        File.AppendAllText(file, "o,a,g,http,1,2\n");
        Assert.Equal($"{file}:3: the line ends before a minute's count", Assert.Throws<FormatException>(() => TraceFile.Read(file)).Message);

        WriteDay("d01", "o,a,f,http", (0, -1));
        Assert.Equal($"{file}:2: a minute's count is '-1', not a whole number from 0 to 100000000", Assert.Throws<FormatException>(() => TraceFile.Read(file)).Message);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        Assert.Contains("neither", Assert.Throws<FormatException>(() => TraceFile.Read(_folder.Write("other.csv", "a,b,c\n1,2,3\n"))).Message, StringComparison.Ordinal);
        Assert.Contains("neither", Assert.Throws<FormatException>(() => TraceFile.Read(_folder.Write("empty.csv", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<FormatException>(() => TraceFile.Read(_folder.PathOf("absent.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("no file invocations_per_function_md", Assert.Throws<FormatException>(() => TraceFile.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteDay(string day, string names, params (int Minute, int Count)[] counts)
    {
        var header = "HashOwner,HashApp,HashFunction,Trigger," + string.Join(',', Enumerable.Range(1, 1440));
        var fields = Enumerable.Range(0, 1440).Select(minute => counts.FirstOrDefault(each => each.Minute == minute).Count.ToString(CultureInfo.InvariantCulture));
        _folder.Write($"invocations_per_function_md.anon.{day}.csv", $"{header}\n{names},{string.Join(',', fields)}\n");
    }

    private static List<(double Start, double Duration)> Read(InvocationTrace trace, int function)
    {
        var (reader, found) = (trace.Open(function), new List<(double, double)>());
        while (reader.TryRead(double.PositiveInfinity, out var invocation))
            found.Add((invocation.StartSeconds, invocation.DurationSeconds));
        return found;
    }
}
