using Thaw.Images.Planning;
using Thaw.Images.Simulation;
using Thaw.Images.Tests.Planning;
using Thaw.Testing;

namespace Thaw.Images.Tests.Simulation;

/// <summary>The file of costs: what is written can be read, and what makes no sense is refused in one line.</summary>
public sealed class CostsFileTests : IDisposable
{
    private static readonly SimulationCosts Costs = new()
    {
        Source = "a test",
        Start = Requests.Costs,
        Parts = [new ImagePart("numpy", 100.25, 10_000_000), new ImagePart("pandas", 200, 20_000_000)],
        Kinds = [new FunctionKind("one", 1, 30, 2_000_000, ["numpy", "pandas"]), new FunctionKind("other", 0.5, 0, 0, [])],
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_is_written_is_read_and_keeps_to_its_schema()
    {
        var file = _folder.Write("costs.json", CostsFile.ToText(Costs));

        Assert.Equal(CostsFile.ToText(Costs), CostsFile.ToText(CostsFile.Read(file)));
        Schemas.Validate("docs/schemas/images-costs.schema.json", file);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", ": its version is not 1, the one that this Thaw reads")]
    [InlineData("thaw.images.costs", "thaw.bench", ": not a file of costs: its schema is not thaw.images.costs")]
    [InlineData("\"copiedShare\": 0.1", "\"copiedShare\": 1.5", ": start: copiedShare is a number from 0 to 1")]
    [InlineData("\"bootMs\": 20", "\"bootMs\": -20", ": start: none of its numbers may be under 0")]
    [InlineData("\"initMs\": 200", "\"initMs\": -1", ": part pandas: its numbers may not be under 0")]
    [InlineData("\"name\": \"pandas\"", "\"name\": \"numpy\"", ": two parts have one name")]
    [InlineData("\"weight\": 0.5", "\"weight\": 0", ": kind other: its weight has to be over 0")]
    [InlineData("\"ownBytes\": 2000000", "\"ownBytes\": -5", ": kind one: its numbers may not be under 0")]
    [InlineData("\"numpy\",\n        \"pandas\"", "\"numpy\",\n        \"scipy\"", ": kind one: there is no part scipy")]
    [InlineData("\"numpy\",\n        \"pandas\"", "\"numpy\",\n        \"numpy\"", ": kind one: a part is named twice")]
    public void What_makes_no_sense_is_named(string text, string instead, string problem)
    {
        var written = CostsFile.ToText(Costs);
        Assert.Contains(text, written, StringComparison.Ordinal);
        var file = _folder.Write("costs.json", written.Replace(text, instead, StringComparison.Ordinal));

        Assert.Equal(file + problem, Assert.Throws<FormatException>(() => CostsFile.Read(file)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"schema": "thaw.images.costs", "version": 1}""")]
    [InlineData("""{"schema": "thaw.images.costs", "version": 1, "source": "x", "start": null, "parts": [], "kinds": []}""")]
    [InlineData("""{"schema": 5}""")]
    [InlineData("""{"schema": "thaw.images.costs", "version": "1"}""")]
    public void What_is_no_such_file_is_one_line(string text)
    {
        var message = Assert.Throws<FormatException>(() => CostsFile.Read(_folder.Write("costs.json", text))).Message;

        Assert.StartsWith(_folder.PathOf("costs.json") + ":", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_key_that_is_not_known_is_refused()
    {
        var written = CostsFile.ToText(Costs).Replace("\"source\"", "\"speed\": 1, \"source\"", StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => CostsFile.Read(_folder.Write("costs.json", written)));
    }

    public void Dispose() => _folder.Dispose();
}
