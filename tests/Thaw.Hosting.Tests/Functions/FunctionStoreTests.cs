using System.Text;
using System.Text.Json.Nodes;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Functions;

public sealed class FunctionStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_deployed_is_there_when_the_store_is_opened_again()
    {
        var store = FunctionStore.Open(_folder.PathOf("f"));
        store.Add("one", Make("one"));
        store.Add("two", Make("two"));
        store.Change("one", function => function with
        {
            ReservedConcurrency = 5,
            Aliases = new Dictionary<string, FunctionAlias> { ["live"] = new("live", FunctionVersion.Latest, "", "r") },
        });
        store.Remove("two");

        var again = FunctionStore.Open(_folder.PathOf("f"));
        var function = Assert.Single(again.All);
        Assert.Equal(("one", 5), (function.Name, function.ReservedConcurrency));
        Assert.Equal("b", function.Resolve("live")!.Environment["A"]);
        Assert.Null(function.Resolve("7"));
        Assert.NotEqual(function.UserId, again.Add("three", Make("three")).UserId);
        Assert.Throws<HostingException>(() => again.Add("three", Make("three")));
    }

    [Fact]
    public void A_file_of_before_is_read_with_what_it_did_not_know_yet_as_usual()
    {
        FunctionStore.Open(_folder.PathOf("f")).Add("one", Make("one"));
        var path = Path.Combine(_folder.PathOf("f"), "one.json");
        var body = JsonNode.Parse(ChecksummedFile.Read(path, "thaw.function", 1))!.AsObject();
        foreach (var name in new[] { "urls", "tags", "policies", "eventRules", "provisioned" })
            Assert.True(body.Remove(name));
        Assert.True(body["latest"]!.AsObject().Remove("deadLetterTarget"));
        ChecksummedFile.Write(path, "thaw.function", 1, Encoding.UTF8.GetBytes(body.ToJsonString()));

        var store = FunctionStore.Open(_folder.PathOf("f"));
        Assert.Empty(store.Damaged);
        var function = Assert.Single(store.All);
        Assert.Equal((0, 0, 0, 0, 0, ""), (function.Urls.Count, function.Tags.Count, function.Policies.Count, function.EventRules.Count, function.Provisioned.Count, function.Latest.DeadLetterTarget));
    }

    [Theory]
    [InlineData(30, "damaged")]
    [InlineData(-3, "damaged")]
    public void A_damaged_file_is_named_and_keeps_its_name(int at, string word)
    {
        FunctionStore.Open(_folder.PathOf("f")).Add("one", Make("one"));
        var path = Path.Combine(_folder.PathOf("f"), "one.json");
        var bytes = File.ReadAllBytes(path);
        bytes[(at + bytes.Length) % bytes.Length] ^= 1;
        File.WriteAllBytes(path, bytes);

        var store = FunctionStore.Open(_folder.PathOf("f"));
        Assert.Empty(store.All);
        var complaint = Assert.Single(store.Damaged);
        Assert.Contains(path, complaint, StringComparison.Ordinal);
        Assert.True(complaint.Contains(word, StringComparison.Ordinal) || complaint.Contains("format", StringComparison.Ordinal), complaint);
        // A new function of this name would overwrite what somebody may still want to repair.
        Assert.Throws<HostingException>(() => store.Add("one", Make("one")));
    }

    public void Dispose() => _folder.Dispose();

    private static Func<uint, DeployedFunction> Make(string name) => user => new DeployedFunction
    {
        Name = name,
        UserId = user,
        Latest = new FunctionVersion
        {
            Runtime = "python3.11",
            Handler = "f.handler",
            CodeSha256 = "00",
            CodeBytes = 1,
            LastModified = DateTimeOffset.UnixEpoch,
            RevisionId = "1",
            Environment = new Dictionary<string, string> { ["A"] = "b" },
        },
    };
}
