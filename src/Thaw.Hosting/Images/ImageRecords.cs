using System.Text.Json.Serialization;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What a host keeps of its images over a restart, in a folder: what boots have shown, how often versions start, and what was asked for.</summary>
/// <remarks>
/// A process cannot be kept, so images are made again. What is damaged here, or of another format, counts as not there: boots show it again, and
/// only what was asked for is lost, which <see cref="Damaged"/> says. One thread at a time.
/// </remarks>
internal sealed class ImageRecords
{
    private const string LearntSchema = "thaw.images.learnt";
    private const string RatesSchema = "thaw.images.rates";
    private const string AskedSchema = "thaw.images.asked";
    private const int Version = 1;
    private const string Extension = ".json";

    private readonly string _learnt;
    private readonly string _rates;
    private readonly string _asked;

    /// <param name="folder">Made when it is missing, closed to others.</param>
    public ImageRecords(string folder)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        _learnt = Directory.CreateDirectory(Path.Combine(folder, "learnt"), CodeStore.OwnersOnly).FullName;
        (_rates, _asked) = (Path.Combine(folder, "rates" + Extension), Path.Combine(folder, "asked" + Extension));
    }

    /// <summary>What was asked for and could not be read, one line; null when nothing was.</summary>
    public string? Damaged { get; private set; }

    /// <summary>What boots of a version have shown; null when that is not known.</summary>
    public LearntRecord? ReadLearnt(string revision) => TryRead(PathOf(revision), path => ChecksummedFile.Read(path, LearntSchema, Version, RecordJson.Default.LearntRecord));

    /// <summary>Keeps what boots of a version have shown.</summary>
    public void Write(string revision, LearntRecord learnt) => ChecksummedFile.Write(PathOf(revision), LearntSchema, Version, learnt, RecordJson.Default.LearntRecord);

    /// <summary>Forgets all versions but these.</summary>
    public void KeepOnly(IReadOnlySet<string> revisions)
    {
        foreach (var path in Directory.EnumerateFiles(_learnt).Where(path => !revisions.Contains(Path.GetFileNameWithoutExtension(path))).ToList())
            File.Delete(path);
    }

    /// <summary>Starts per minute when the host ended, by revisions.</summary>
    public IReadOnlyDictionary<string, double> ReadRates() =>
        TryRead(_rates, path => ChecksummedFile.Read(path, RatesSchema, Version, RecordJson.Default.DictionaryStringDouble)) ?? [];

    /// <summary>Keeps them.</summary>
    public void Write(Dictionary<string, double> rates) => ChecksummedFile.Write(_rates, RatesSchema, Version, rates, RecordJson.Default.DictionaryStringDouble);

    /// <summary>What was asked for.</summary>
    public AskedRecord ReadAsked()
    {
        var asked = TryRead(_asked, path => ChecksummedFile.Read(path, AskedSchema, Version, RecordJson.Default.AskedRecord));
        if (asked is null && File.Exists(_asked))
            Damaged = $"{_asked}: damaged; ask for its images again: thaw images build, or thaw images plan --apply";
        return asked ?? new AskedRecord([], []);
    }

    /// <summary>Keeps it.</summary>
    public void Write(AskedRecord asked) => ChecksummedFile.Write(_asked, AskedSchema, Version, asked, RecordJson.Default.AskedRecord);

    private string PathOf(string revision) => Path.Combine(_learnt, revision + Extension);

    private static T? TryRead<T>(string path, Func<string, T> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? read(path) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }
}

/// <summary>What a boot of a version has shown.</summary>
/// <param name="Build">The build of the interpreter that it ran on.</param>
/// <param name="Modules">The modules that it loaded, its own left out, in their order.</param>
/// <param name="RuntimeMs">As <see cref="LearntStart"/>'s.</param>
/// <param name="ImportMs">As <see cref="LearntStart"/>'s.</param>
internal sealed record LearntRecord(string Build, IReadOnlyList<string> Modules, double RuntimeMs, double ImportMs);

/// <summary>What was asked for.</summary>
/// <param name="Images">Images to hold.</param>
/// <param name="Deleted">Images that are not to be made.</param>
internal sealed record AskedRecord(IReadOnlyList<AskedImage> Images, IReadOnlyList<DeletedImage> Deleted);

/// <summary>An image that was deleted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Modules">The names of its modules.</param>
internal sealed record DeletedImage(string Name, IReadOnlyList<string> Modules);

/// <summary>An image that somebody asked for.</summary>
/// <param name="Name">What it was called when that was.</param>
/// <param name="Runtime">The interpreter.</param>
/// <param name="Modules">The modules, dotted names in their order.</param>
/// <param name="Function">Whose libraries it holds; null: of all functions that have the modules, those that most have.</param>
/// <param name="IsOfPlan">Whether it came with a plan, and goes with the next one.</param>
internal sealed record AskedImage(string Name, string Runtime, IReadOnlyList<string> Modules, string? Function, bool IsOfPlan);

/// <summary>The files' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LearntRecord))]
[JsonSerializable(typeof(AskedRecord))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class RecordJson : JsonSerializerContext;
