using System.Text;
using System.Text.Json;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Tests.Manifests;

/// <summary>Hostile manifests. THAW_FUZZ_SEED and THAW_FUZZ_ROUNDS choose other input than every run's.</summary>
public sealed class ManifestFuzzTests
{
    private static readonly string[] Telling = ["null", "-1", "0", "\"\"", "[]", "{}", "1e999", "true", "9223372036854775807", "\"../x\"", "[null]", "\"\\u0000\""];

    [Fact]
    public void Whatever_a_manifest_holds_it_is_read_or_refused()
    {
        var seed = Setting("THAW_FUZZ_SEED", 20262);
        var random = new Random(seed);
        var sample = ManifestFormat.Write(ManifestSamples.Create());
        var rounds = Setting("THAW_FUZZ_ROUNDS", 8_000);
        var refused = 0;
        for (var round = 0; round < rounds; round++)
            refused += Refuses(round % 2 == 0 ? Mutated(sample, random) : Replaced(sample, random), $"seed {seed}, round {round}");
        Assert.InRange(refused, rounds / 2, rounds);
    }

    private static int Refuses(byte[] bytes, string where)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = 0;
        try
        {
            ManifestFormat.Read(bytes, "manifest.json");
        }
        catch (SnapshotException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            refused = 1;
        }
        catch (Exception e)
        {
            Assert.Fail($"{where}: {Encoding.UTF8.GetString(bytes)}: {e}");
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 262_144 + (100 * bytes.Length), $"{where}: {Encoding.UTF8.GetString(bytes)}");
        return refused;
    }

    /// <summary>One value of the JSON is another one.</summary>
    private static byte[] Replaced(byte[] sample, Random random)
    {
        var values = new List<(int Start, int End)>();
        var reader = new Utf8JsonReader(sample);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null)
                values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }
        var (start, end) = values[random.Next(values.Count)];
        return [.. sample[..start], .. Encoding.UTF8.GetBytes(Telling[random.Next(Telling.Length)]), .. sample[end..]];
    }

    private static byte[] Mutated(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var count = random.Next(1, Math.Min(20, bytes.Count - at) + 1);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, count); break;
                case 2: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count)); break;
                default: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 200))); break;
            }
        }
        return [.. bytes];
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
