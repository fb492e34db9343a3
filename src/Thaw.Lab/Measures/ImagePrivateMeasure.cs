using System.Globalization;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Lab.Subjects;
using Thaw.Linux.Processes;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What a forked instance has copied of its image by writing, and brought along itself: its private memory after all of its events.</summary>
internal sealed class ImagePrivateMeasure : IMeasure
{
    private const int ImageMegabytes = 4096;

    /// <inheritdoc/>
    public string Name => "image-private";

    /// <inheritdoc/>
    public string Description => "Private memory of an instance that was forked from an image: after its first event, and after every event has run.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["privateBytes", "firstPrivateBytes", "shareOfImage"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        var all = new List<(long Image, long First, long Last)>();
        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            context.Report(Name, name, all.Count, folders.Count);
            var found = Measure(folder, name, context);
            all.Add(found);
            outcome.Keep(new SampleSeries(name, "instance", "privateBytes", [found.First, found.Last]));
            outcome.Note(name, string.Create(
                CultureInfo.InvariantCulture,
                $"private {found.First / 1e6:0.0} MB after its first event, {found.Last / 1e6:0.0} MB after all of them; the image took {found.Image / 1e6:0.0} MB"));
        }
        // The largest: no function is to copy more.
        outcome.Set("privateBytes", Estimate.Exact(all.Max(found => found.Last)));
        outcome.Set("firstPrivateBytes", Estimate.Exact(all.Max(found => found.First)));
        outcome.Set("shareOfImage", Estimate.Exact(all.Max(found => (double)found.Last / found.Image)));
        return outcome;
    }

    private static (long Image, long First, long Last) Measure(string folder, string name, LabContext context)
    {
        using var host = ImageHost.Start(context, $"private-{name}", ImageMegabytes, "--keep-alive", "3600", "--freeze-after", "0");
        host.Process.Deploy(folder, name);
        var events = SubjectEvents.Of(folder);
        host.MakeImage(name, events[0]);
        host.Invoke(name, events[0], null);
        var first = PrivateBytes(host, name, context);
        foreach (var each in events)
            host.Invoke(name, each, null);
        if (host.Images().Sum(image => image.Instances) != 1)
            throw new LabException($"{name}: there is not one forked instance, but {host.Images().Sum(image => image.Instances)}");
        return (host.Images().Single(image => image.Instances == 1).Bytes, first, PrivateBytes(host, name, context));
    }

    /// <summary>Of the one instance there is: the one that was asked for ends just before.</summary>
    private static long PrivateBytes(ImageHost host, string name, LabContext context)
    {
        var instance = Waiting.Until(() => ForkedProcesses.Instances(host.Process.Pid), found => found.Count == 1, context.Cancellation);
        return instance.Count == 1 && ProcessMemory.PrivateBytes(instance[0]) is { } bytes
            ? bytes
            : throw new LabException($"{name}: there are {instance.Count} instances and not one");
    }
}
