using System.Text.Json;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Functions;

/// <summary>The sample functions are complete: a handler, events with weights, a held-out event, declared packages.</summary>
public sealed class FunctionTests
{
    private const int FewestFunctions = 16;
    private const int FewestEvents = 4;
    private const int LargestDataBytes = 200_000;

    private static IReadOnlyList<FunctionFolder> Functions { get; } = FunctionFolder.All();

    [Fact]
    public void There_are_enough() => Assert.True(Functions.Count >= FewestFunctions, $"{Functions.Count} functions");

    [Fact]
    public void Each_has_a_handler_that_exists() =>
        Violations.None(
            from function in Functions
            let parts = function.Settings.Handler.Split('.')
            let path = $"{function.Path}/{string.Join('/', parts[..^1])}.py"
            where !TrackedFiles.All.Contains(path) || !TrackedFiles.Read(path).Contains($"def {parts[^1]}(", StringComparison.Ordinal)
            select $"{function.Path}/thaw.yaml: handler {function.Settings.Handler}",
            "the handler is a function of a module of the folder");

    [Fact]
    public void Each_lists_exactly_its_event_files() =>
        Violations.None(
            from function in Functions
            let listed = function.Settings.Events.Select(e => $"{function.Path}/{e.File}").ToList()
            let present = TrackedFiles.Below($"{function.Path}/events/", ".json")
            from path in listed.Except(present).Concat(present.Except(listed))
            select $"{path} is {(listed.Contains(path) ? "listed, but is no file" : "not listed")}",
            "thaw.yaml lists every file of events/ and no other");

    [Fact]
    public void Each_has_enough_events_with_weights_and_one_holdout() =>
        Violations.None(
            from function in Functions
            let events = function.Settings.Events
            where events.Count < FewestEvents || events.Count(e => e.Holdout) != 1 || events.Any(e => !(e.Weight > 0))
            select $"{function.Path}/thaw.yaml: {events.Count} events, {events.Count(e => e.Holdout)} held out",
            $"a function has at least {FewestEvents} events, all with a weight above 0, and exactly one held out");

    [Fact]
    public void Events_are_JSON() =>
        Violations.None(
            from path in TrackedFiles.Below("functions/", ".json")
            where path.Contains("/events/", StringComparison.Ordinal) && !IsJson(TrackedFiles.Read(path))
            select path,
            "an event file holds one JSON value");

    [Fact]
    public void Declared_packages_are_those_of_the_list()
    {
        var listed = PackageList("functions/packages.txt");
        var declared = Functions.SelectMany(function => function.Settings.Packages).ToHashSet();
        Violations.None(
            declared.Except(listed).Select(name => $"functions/packages.txt lacks {name}")
                .Concat(listed.Except(declared).Select(name => $"functions/packages.txt: no function declares {name}")),
            "functions/packages.txt holds what the functions declare");
    }

    [Fact]
    public void Packages_for_benchmarks_are_those_that_no_quick_function_declares()
    {
        var quick = Functions.Where(function => function.Settings.Quick).SelectMany(function => function.Settings.Packages);
        Assert.Equal(
            Functions.SelectMany(function => function.Settings.Packages).Except(quick).Distinct().Order(StringComparer.Ordinal),
            PackageList("functions/packages-bench.txt").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Data_files_are_small() =>
        Violations.None(
            from path in TrackedFiles.Below("functions/", "")
            let bytes = new FileInfo(Repository.PathOf(path)).Length
            where bytes > LargestDataBytes
            select $"{path}: {bytes} bytes",
            $"a file of a function has at most {LargestDataBytes} bytes");

    private static List<string> PackageList(string path) =>
        [.. TrackedFiles.Read(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
