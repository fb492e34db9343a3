namespace Thaw.Functions.Tests.Loading;

public sealed class ManifestEventsTests
{
    private const string Handler = "handler: handler.handler\nevents:\n";

    [Theory]
    [InlineData("  - {file: a.json, weight: 0}", "FN/thaw.yaml:3: weight 0 of event 'a' is not a number above 0; correct it")]
    [InlineData("  - {file: a.json, weight: -3}", "FN/thaw.yaml:3: weight -3 of event 'a' is not a number above 0; correct it")]
    [InlineData("  - {file: a.json, weight: NaN}", "FN/thaw.yaml:3: weight NaN of event 'a' is not a number above 0; correct it")]
    [InlineData("  - {file: a.json, weight: 1e999}", "FN/thaw.yaml:3: weight Infinity of event 'a' is not a number above 0; correct it")]
    [InlineData("  - {file: a.json, weight: heavy}", "FN/thaw.yaml:3: weight: 'heavy' is not a number; write one")]
    [InlineData("  - {file: a.json, weight: 1}\n  - {file: b.json}", "FN/thaw.yaml:4: event 'b' has no weight but others have; give all of them one, or none")]
    [InlineData("  - {file: a.json}\n  - {file: a.json}", "FN/thaw.yaml:4: a second event is named 'a'; rename one of them")]
    [InlineData("  - {file: a.json, name: ''}", "FN/thaw.yaml:3: an event's name is empty or holds control characters; rename it")]
    [InlineData("  - {weight: 1}", "FN/thaw.yaml:3: an event names no file; write {file: events/NAME.json, weight: 1}")]
    [InlineData("  - {file: c.json}", "FN/thaw.yaml:3: event file c.json is not there; add it or remove the entry")]
    [InlineData("  - {file: ../c.json}", "FN/thaw.yaml:3: event file ../c.json lies outside of the function's folder; move it inside")]
    [InlineData("  - {file: /etc/hostname}", "FN/thaw.yaml:3: event file /etc/hostname lies outside of the function's folder; move it inside")]
    [InlineData("  - {file: a.json, wieght: 1}", "FN/thaw.yaml:3: unknown key 'wieght'; did you mean 'weight'?")]
    [InlineData("  - a.json", "FN/thaw.yaml:3: events: 'key: value' pairs are expected; write {NAME: value}")]
    [InlineData("  - {file: a.json, holdout: true}\n  - {file: b.json, holdout: true}", "FN: every event is a holdout, so none is left to measure with; set holdout: false for at least one")]
    public void A_mistake_names_the_line_and_the_remedy(string events, string expected)
    {
        using var folder = new FunctionFolder();
        folder.WithManifest(Handler + events).With("a.json", "{}").With("b.json", "{}");

        Assert.Equal(expected, folder.Error());
    }

    [Fact]
    public void Several_holdouts_are_fine_and_weights_left_out_are_equal_and_assumed()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest(Handler + "  - {file: a.json}\n  - {file: b.json, holdout: yes}\n  - {file: b.json, name: c, holdout: true}");

        var events = folder.With("a.json", "1").With("b.json", "2").Load().Events;

        Assert.Equal(
            [new("a", "1", 1, true, false), new("b", "2", 1, true, true), new FunctionEvent("c", "2", 1, true, true)], events);
    }

    [Fact]
    public void Without_a_list_the_files_of_the_events_folder_are_the_events()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("handler: handler.handler").With("events/b.json", "2").With("events/a.json", "1").With("events/x.txt", "");

        Assert.Equal(["a", "b"], folder.Load().Events.Select(e => e.Name));
    }
}
