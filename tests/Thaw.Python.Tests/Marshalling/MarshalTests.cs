using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using Thaw.Python.Marshalling;

namespace Thaw.Python.Tests.Marshalling;

/// <summary>Both directions against a real interpreter: what it reads is what we wrote, what we read is what it wrote.</summary>
public sealed class MarshalTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("[true, false, 0, -1, 2147483647, 2147483648, -2147483649, 9007199254740993, 1267650600228229401496703205376]")]
    [InlineData("[1.5, -0.0, 1e300, 5e-324]")]
    [InlineData("""{"": "", "ключ": "Grüße, 世界, 🧊", "nested": {"a": [{}, [], [[]]]}}""")]
    public void Python_reads_the_events_that_we_write(string json)
    {
        byte[] marshalled = MarshalWriter.Write(JsonDocument.Parse(json).RootElement);

        string answer = Ask(
            "import marshal,sys,json;print(marshal.loads(bytes.fromhex(sys.argv[1])) == json.loads(sys.argv[2]))",
            Convert.ToHexString(marshalled),
            json);

        Assert.Equal("True", answer);
    }

    [Fact]
    public void We_read_what_python_writes()
    {
        string hex = Ask(
            "import marshal;print(marshal.dumps((None, True, -3, 1 << 40, -(1 << 100), 2.5, 'grün', b'\\0\\xff', [1, (2,)], {'k': {3}, None: 4}), 2).hex())");

        var items = (object?[])MarshalReader.Read(Convert.FromHexString(hex))!;

        Assert.Null(items[0]);
        Assert.Equal(true, items[1]);
        Assert.Equal(-3L, items[2]);
        Assert.Equal(1L << 40, items[3]);
        Assert.Equal(-(BigInteger.One << 100), items[4]);
        Assert.Equal(2.5, items[5]);
        Assert.Equal("grün", items[6]);
        Assert.Equal([0, 0xff], (byte[])items[7]!);
        Assert.Equal(2L, ((object?[])((object?[])items[8]!)[1]!)[0]);
        var pairs = (Dictionary<object, object?>)items[9]!;
        Assert.Equal(3L, ((object?[])pairs["k"]!)[0]);
        Assert.Equal(4L, pairs[DBNull.Value]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28FFFFFF7F")] // a tuple of two thousand million items, of which none follows
    [InlineData("73FFFFFFFF")] // bytes of negative length
    [InlineData("7B69")]
    [InlineData("7B")]
    [InlineData("63")] // a code object
    public void Cut_or_foreign_data_are_refused(string hex) =>
        Assert.Throws<InvalidDataException>(() => MarshalReader.Read(Convert.FromHexString(hex)));

    [Fact]
    public void Bottomless_nesting_is_refused()
    {
        byte[] nested = [.. Enumerable.Repeat(new byte[] { (byte)'[', 1, 0, 0, 0 }, 100_000).SelectMany(part => part)];

        Assert.Throws<InvalidDataException>(() => MarshalReader.Read(nested));
    }

    private static string Ask(string code, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", code, .. arguments]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return answer;
    }
}
