namespace Thaw.Functions.Tests.Loading;

public sealed class EventsOptionTests : IDisposable
{
    private readonly FunctionFolder _folder = new FunctionFolder().WithManifest("handler: handler.handler");

    public void Dispose() => _folder.Dispose();

    private FunctionLoadOptions Events(string name) => new() { EventsPath = _folder.PathOf(name) };

    [Fact]
    public void A_file_with_one_value_is_one_event()
    {
        _folder.With("one.json", "\uFEFF{\n  \"text\": \"\u00e9\u2028\",\n  \"n\": 1e2\n}");

        var one = Assert.Single(_folder.Load(Events("one.json")).Events);

        Assert.Equal("one", one.Name);
        Assert.True(one.WeightIsAssumed);
        Assert.DoesNotContain('\n', one.Json);
        using var document = System.Text.Json.JsonDocument.Parse(one.Json);
        Assert.Equal("\u00e9\u2028", document.RootElement.GetProperty("text").GetString());
        Assert.Contains("1e2", one.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_list_holds_names_weights_and_holdouts()
    {
        _folder.With("many.json", """
            [{"name": "a", "event": {"x": 1}, "weight": 3}, {"event": [], "weight": 1, "holdout": true}]
            """);

        Assert.Equal(
            [new("a", "{\"x\":1}", 3, false, false), new FunctionEvent("event2", "[]", 1, false, true)],
            _folder.Load(Events("many.json")).Events);
    }

    [Fact]
    public void A_folder_gives_an_event_for_each_file_in_the_order_of_names()
    {
        _folder.With("more/b.json", "{}").With("more/a.json", "{}");

        Assert.Equal(["a", "b"], _folder.Load(Events("more")).Events.Select(e => e.Name));
    }

    [Fact]
    public void The_checksum_does_not_depend_on_white_space()
    {
        _folder.With("a.json", "{\"a\": [1, 2]}").With("b.json", "{ \"a\":[1,2] }\n");

        Assert.Equal(_folder.Load(Events("a.json")).Events[0].Sha256, _folder.Load(Events("b.json")).Events[0].Sha256);
        Assert.Matches("^[0-9a-f]{64}$", _folder.Load(Events("a.json")).Events[0].Sha256);
    }

    [Theory]
    [InlineData("{\n  \"a\": oops\n}", "FN/e.json:2:8: not JSON: ")]
    [InlineData("", "FN/e.json:1:1: not JSON: ")]
    [InlineData("{} {}", "FN/e.json:1:4: not JSON: ")]
    [InlineData("[]", "FN/e.json: the list holds no event; add one, or leave --events out")]
    [InlineData("[1]", "FN/e.json: entry 1 is not {\"name\": …, \"event\": …}; a list of events needs that form")]
    [InlineData("[{\"event\": 1, \"wait\": 2}]", "FN/e.json: entry 1: 'wait' is unknown or of the wrong kind; known are name (text), event, weight (number) and holdout (true or false)")]
    [InlineData("[{\"event\": 1, \"weight\": 0}]", "FN/e.json: entry 1: weight 0 of event 'event1' is not a number above 0; correct it")]
    [InlineData("[{\"event\": 1, \"weight\": 1e999}]", "FN/e.json: entry 1: weight Infinity of event 'event1' is not a number above 0; correct it")]
    [InlineData("[{\"event\": 1, \"holdout\": true}]", "FN/e.json: every event is a holdout, so none is left to measure with; set holdout: false for at least one")]
    [InlineData("[{\"name\": \"\\ud800\", \"event\": 1}]", "FN/e.json: holds text that is not valid Unicode; correct it")]
    [InlineData("\"\\ud800\"", "FN/e.json: holds text that is not valid Unicode; correct it")]
    public void A_mistake_names_the_place_and_the_remedy(string content, string expected)
    {
        _folder.With("e.json", content);

        Assert.StartsWith(expected, _folder.Error(Events("e.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_leads_nowhere_is_named()
    {
        Directory.CreateDirectory(_folder.PathOf("none"));

        Assert.Equal("FN/missing: no such file or folder of events; correct --events", _folder.Error(Events("missing")));
        Assert.Equal("FN/none: no .json file in this folder; add one for each event", _folder.Error(Events("none")));
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_no_crash()
    {
        _folder.With("e.json", new string('[', 5000) + new string(']', 5000));

        Assert.StartsWith("FN/e.json:1:", _folder.Error(Events("e.json")), StringComparison.Ordinal);
    }
}
