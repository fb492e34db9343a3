using System.Globalization;
using System.Text;
using Thaw.Api.Client;
using Thaw.Lab.Budgeting;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Lab.Subjects;
using Thaw.Linux.Processes;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What it spares that functions share an image: memory of as many functions with one image, and with one each, an instance of each alive.</summary>
/// <remarks>So that two functions do not share, each brings a small library of its own, which has to be in its image.</remarks>
internal sealed class ImageSharingMeasure : IMeasure
{
    private const string ImageMegabytes = "16384";

    /// <inheritdoc/>
    public string Name => "image-sharing";

    /// <inheritdoc/>
    public string Description => "Memory (PSS) of functions that share an image and of as many with an image each, one instance of each alive after all its events.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["saving", "sharedBytes", "ownBytes"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["count"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var count = measurement.Settings.TryGetValue("count", out var amount) ? amount.CountFor(context.Quick) : 10;
        var (shared, own) = (0L, 0L);
        foreach (var folder in SubjectFolders.Of(measurement.Functions, context))
        {
            var name = Path.GetFileName(folder);
            var (together, oneImage) = Hold(folder, count, isShared: true, context);
            var (apart, images) = Hold(folder, count, isShared: false, context);
            if (oneImage != 1 || images != count)
                throw new LabException($"{name}: {count} functions have {oneImage} image where they share and {images} where they do not");
            outcome.Note(name, string.Create(CultureInfo.InvariantCulture, $"{count} functions: {together / 1e6:0.0} MB with one image, {apart / 1e6:0.0} MB with one each"));
            shared += together;
            own += apart;
        }
        outcome.Set("saving", Estimate.Exact(1 - ((double)shared / own)));
        outcome.Set("sharedBytes", Estimate.Exact(shared));
        outcome.Set("ownBytes", Estimate.Exact(own));
        return outcome;
    }

    /// <summary>What images and instances take beside a host without any, and how many images there are.</summary>
    private (long Bytes, int Images) Hold(string folder, int count, bool isShared, LabContext context)
    {
        var label = $"{(isShared ? "sharing" : "own")}-{Path.GetFileName(folder)}";
        using var host = HostProcess.Start(context, Path.Combine(context.ScratchFolder, label), "--image-memory", ImageMegabytes, "--keep-alive", "3600");
        var events = SubjectEvents.Of(folder);
        using var client = host.CreateClient();
        for (var i = 0; i < count; i++)
            host.Deploy(isShared ? folder : WithOwnLibrary(folder, Path.Combine(context.ScratchFolder, $"{label}-{i}"), i), NameOf(i));
        var before = HostFootprint.Tree(host.Pid).Select(process => process.Pid).ToHashSet();
        for (var i = 0; i < count; i++)
        {
            context.Report(Name, label, i, count);
            // Has the image made; an instance that was asked for goes with its answer.
            Invoke(client, NameOf(i), events[0], "fork", context);
            foreach (var each in events)
                Invoke(client, NameOf(i), each, null, context);
        }
        var images = client.AskAsync(HttpMethod.Get, "/thaw/v1/images", [], context.Cancellation).GetAwaiter().GetResult().GetProperty("images").EnumerateArray()
            .Where(image => image.GetProperty("instances").GetInt32() > 0).ToList();
        if (images.Sum(image => image.GetProperty("instances").GetInt32()) != count)
            throw new LabException($"{label}: {count} functions have {images.Sum(image => image.GetProperty("instances").GetInt32())} forked instances");
        var bytes = HostFootprint.Tree(host.Pid).Where(process => !before.Contains(process.Pid)).Sum(process => ProcessMemory.ProportionalBytes(process.Pid) ?? 0);
        return (bytes, images.Count);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"f{index}");

    private static void Invoke(HostClient client, string function, string json, string? strategy, LabContext context)
    {
        var headers = strategy is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["X-Thaw-Strategy"] = strategy };
        var answer = client.InvokeAsync(function, Encoding.UTF8.GetBytes(json), headers, context.Cancellation).GetAwaiter().GetResult();
        if (strategy is not null && answer.Strategy != strategy)
            throw new LabException($"{function}: the host answers by {answer.Strategy} and not by {strategy}");
    }

    /// <summary>A copy of a function that loads a library which no other function has.</summary>
    private static string WithOwnLibrary(string folder, string copy, int index)
    {
        FolderCopy.Make(folder, copy);
        var (name, information) = ($"only{index}", Path.Combine(copy, $"only{index}-1.dist-info"));
        File.WriteAllText(Path.Combine(copy, name + ".py"), $"NUMBER = {index}\n");
        Directory.CreateDirectory(information);
        File.WriteAllText(Path.Combine(information, "METADATA"), $"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n");
        File.WriteAllText(Path.Combine(information, "RECORD"), $"{name}.py,,\n{name}-1.dist-info/METADATA,,\n{name}-1.dist-info/RECORD,,\n");
        var handler = Path.Combine(copy, "handler.py");
        File.WriteAllText(handler, File.ReadAllText(handler) + $"\nimport {name}  # noqa: E402, F401\n");
        return copy;
    }
}
