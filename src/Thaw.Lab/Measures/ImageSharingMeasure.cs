using System.Globalization;
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
    private const int ImageMegabytes = 16384;

    /// <inheritdoc/>
    public string Name => "image-sharing";

    /// <inheritdoc/>
    public string Description => "Memory (PSS) of functions that share an image and of as many with an image each, one instance of each alive after all its events.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["saving", "sharedBytes", "ownBytes", "imagesSaving"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["count"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var count = measurement.CountOf("count", 10, context.Quick);
        var (shared, own) = (new Held(0, 0, 0), new Held(0, 0, 0));
        foreach (var folder in SubjectFolders.Of(measurement.Functions, context))
        {
            var name = Path.GetFileName(folder);
            var together = Hold(folder, count, isShared: true, context);
            var apart = Hold(folder, count, isShared: false, context);
            if (together.Images != 1 || apart.Images != count)
                throw new LabException($"{name}: {count} functions have {together.Images} image where they share and {apart.Images} where they do not");
            outcome.Note(name, string.Create(
                CultureInfo.InvariantCulture,
                $"{count} functions: {together.Bytes / 1e6:0.0} MB with one image, {apart.Bytes / 1e6:0.0} MB with one each; the images themselves, when they were made, {together.ImageBytes / 1e6:0.0} MB and {apart.ImageBytes / 1e6:0.0} MB"));
            (shared, own) = (shared.And(together), own.And(apart));
        }
        outcome.Set("saving", Estimate.Exact(1 - ((double)shared.Bytes / own.Bytes)));
        outcome.Set("sharedBytes", Estimate.Exact(shared.Bytes));
        outcome.Set("ownBytes", Estimate.Exact(own.Bytes));
        outcome.Set("imagesSaving", Estimate.Exact(1 - ((double)shared.ImageBytes / own.ImageBytes)));
        return outcome;
    }

    /// <summary>What images and instances take beside a host without any, what the images took when they were made, and how many there are.</summary>
    private Held Hold(string folder, int count, bool isShared, LabContext context)
    {
        var label = $"{(isShared ? "sharing" : "own")}-{Path.GetFileName(folder)}";
        using var host = ImageHost.Start(context, label, ImageMegabytes, "--keep-alive", "3600");
        var events = SubjectEvents.Of(folder);
        for (var i = 0; i < count; i++)
            host.Process.Deploy(isShared ? folder : WithOwnLibrary(folder, Path.Combine(context.ScratchFolder, $"{label}-{i}"), i), NameOf(i));
        var before = HostFootprint.Tree(host.Process.Pid).Select(process => process.Pid).ToHashSet();
        for (var i = 0; i < count; i++)
        {
            context.Report(Name, label, i, count);
            // An instance that was asked for goes with its answer.
            host.MakeImage(NameOf(i), events[0]);
            foreach (var each in events)
                host.Invoke(NameOf(i), each, null);
        }
        var images = host.Images().Where(image => image.Instances > 0).ToList();
        if (images.Sum(image => image.Instances) != count)
            throw new LabException($"{label}: {count} functions have {images.Sum(image => image.Instances)} forked instances");
        var bytes = HostFootprint.Tree(host.Process.Pid).Where(process => !before.Contains(process.Pid)).Sum(process => ProcessMemory.ProportionalBytes(process.Pid) ?? 0);
        return new Held(bytes, images.Sum(image => image.Bytes), images.Count);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"f{index}");

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

    private readonly record struct Held(long Bytes, long ImageBytes, int Images)
    {
        public Held And(Held other) => new(Bytes + other.Bytes, ImageBytes + other.ImageBytes, Images + other.Images);
    }
}
