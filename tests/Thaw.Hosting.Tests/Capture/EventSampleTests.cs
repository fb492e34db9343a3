using System.Globalization;
using System.Text.Json;
using Thaw.Hosting.Capture;

namespace Thaw.Hosting.Tests.Capture;

/// <summary>Which events are kept, and for how many each stands.</summary>
public sealed class EventSampleTests
{
    [Theory]
    [InlineData("""{"a":1,"b":"x"}""", """{"b":"y","a":2}""", true)]
    [InlineData("""{"items":[{"a":1}]}""", """{"items":[{"a":1},{"a":2}]}""", true)]
    [InlineData("""{"items":[]}""", """{"items":[1]}""", false)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":1}""", """{"b":1}""", false)]
    [InlineData("""{"a":{"b":1}}""", """{"b":{"a":1}}""", false)]
    [InlineData("""{"action":"list"}""", """{"action":"delete"}""", false)]
    [InlineData("""{"title":"list"}""", """{"title":"delete"}""", true)]
    [InlineData("""{"dry":true}""", """{"dry":false}""", false)]
    public void Events_are_alike_by_names_and_kinds_and_by_the_words_that_choose(string one, string other, bool alike) =>
        Assert.Equal(alike, Shape(one) == Shape(other));

    [Fact]
    public void Every_shape_has_a_place_and_weights_are_how_often_it_came()
    {
        var sample = new EventSample(4, new Random(1));
        for (var i = 0; i < 100; i++)
            sample.Add("usual", () => Text(i));
        for (var i = 0; i < 3; i++)
            sample.Add("rare", () => Text(-i));
        Assert.Equal([("usual", 100L, 2), ("rare", 3L, 2)], sample.Shapes.Select(shape => (shape.Shape, shape.Seen, shape.Events.Count)));
        Assert.All(sample.Shapes[0].Events, text => Assert.InRange(int.Parse(text, CultureInfo.InvariantCulture), 0, 99));
    }

    [Fact]
    public void With_more_shapes_than_places_the_frequent_ones_stay()
    {
        var sample = new EventSample(3, new Random(1));
        for (var i = 0; i < 1000; i++)
        {
            sample.Add("frequent", () => "1");
            sample.Add("also", () => "2");
            sample.Add(Text(i), () => "3");
        }
        // One of the others stands for all of them, so that the weights' sum is the number of events.
        Assert.Equal(["999", "also", "frequent"], sample.Shapes.Select(shape => shape.Shape).Order());
        Assert.Equal(3000, sample.Shapes.Sum(shape => shape.Seen));
        Assert.Equal(3, sample.Shapes.Sum(shape => shape.Events.Count));
    }

    [Fact]
    public void Late_events_are_as_likely_as_early_ones()
    {
        // 1,000 of 10,000: half of what is kept comes from the second half, give or take 5 standard deviations of 16.
        var sample = new EventSample(1000, new Random(7));
        for (var i = 0; i < 10_000; i++)
            sample.Add("one", () => Text(i));
        Assert.InRange(sample.Shapes[0].Events.Count(text => int.Parse(text, CultureInfo.InvariantCulture) >= 5000), 420, 580);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shape(string json)
    {
        using var document = JsonDocument.Parse(json);
        return EventShape.Of(document.RootElement);
    }
}
