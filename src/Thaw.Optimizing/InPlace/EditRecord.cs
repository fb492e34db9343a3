using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Functions;

namespace Thaw.Optimizing.InPlace;

/// <summary>
/// What is needed to take edits back; <see cref="FileName"/> in a folder that holds both versions of every file as
/// <c>old-N</c> and <c>new-N</c>.
/// </summary>
internal sealed record EditRecord
{
    /// <summary>The file's name.</summary>
    public const string FileName = "edits.json";

    /// <summary>The schema name.</summary>
    public const string SchemaName = "thaw.edits";

    /// <summary>The format version that this code writes, and the only one that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The format version of the whole folder.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The function's folder, absolute: whose edits these are.</summary>
    public required string Root { get; init; }

    /// <summary>The files; N is the place in this list.</summary>
    public required IReadOnlyList<RecordedFile> Files { get; init; }

    /// <summary>Where the record lies.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>The record of some edits; nothing is written.</summary>
    public static EditRecord Of(string folder, string root, IReadOnlyList<EditedFile> files) => new()
    {
        Root = root,
        Folder = folder,
        Files = [.. files.Select(file => new RecordedFile(Path.GetRelativePath(root, file.Path), Sum(file.Before), Sum(file.After)))],
    };

    /// <summary>Fills an empty folder.</summary>
    public void Write(string folder, IReadOnlyList<EditedFile> files)
    {
        var there = this with { Folder = folder };
        foreach (var (index, file) in files.Index())
        {
            File.WriteAllBytes(there.Old(index), file.Before);
            File.WriteAllBytes(there.New(index), file.After);
        }

        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, EditRecordJson.Text.EditRecord) + "\n");
    }

    /// <summary>Reads a record and checks every byte of what it holds; schema and version come first.</summary>
    /// <exception cref="FunctionException">It is damaged, of another version, or of another function.</exception>
    public static EditRecord Read(string folder, string root)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!document.RootElement.TryGetProperty("schema", out var schema) || !schema.ValueEquals(SchemaName)
                || !document.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number != CurrentVersion)
            {
                throw new FunctionException($"{path}: is no record of schema {SchemaName}, version {CurrentVersion}; take the edits back with git");
            }

            var record = document.Deserialize(EditRecordJson.Text.EditRecord)! with { Folder = folder };
            var isWhole = record.Root == root && record.Files.Index().All(file =>
                Sum(File.ReadAllBytes(record.Old(file.Index))) == file.Item.OldSha256 && Sum(File.ReadAllBytes(record.New(file.Index))) == file.Item.NewSha256);
            return isWhole ? record : throw new FunctionException($"{folder}: the record of the edits is damaged; take them back with git");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new FunctionException($"{path}: can't be read: {error.Message}", inner: error);
        }
    }

    /// <summary>Where the old version of a file is kept.</summary>
    public string Old(int index) => Path.Combine(Folder, $"old-{index}");

    /// <summary>Where the new version of a file is kept.</summary>
    public string New(int index) => Path.Combine(Folder, $"new-{index}");

    /// <summary>A file's place in the function, absolute.</summary>
    public string Target(int index) => Path.Combine(Root, Files[index].Path);

    /// <summary>What the function's files are now.</summary>
    public EditState State(out string changed)
    {
        changed = "";
        var (old, applied) = (0, 0);
        foreach (var (index, file) in Files.Index())
        {
            var sum = File.Exists(Target(index)) ? Sum(File.ReadAllBytes(Target(index))) : "";
            old += sum == file.OldSha256 ? 1 : 0;
            applied += sum == file.NewSha256 ? 1 : 0;
            changed = changed.Length == 0 && sum != file.OldSha256 && sum != file.NewSha256 ? file.Path : changed;
        }

        return changed.Length > 0 ? EditState.Changed
            : applied == Files.Count ? EditState.Applied
            : old == Files.Count ? EditState.TakenBack : EditState.Half;
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>A file of a record.</summary>
/// <param name="Path">Relative to the function's folder.</param>
/// <param name="OldSha256">Checksum of the version before, hexadecimal.</param>
/// <param name="NewSha256">Checksum of the version after.</param>
internal sealed record RecordedFile(string Path, string OldSha256, string NewSha256);

/// <summary>How the function's files relate to a record.</summary>
internal enum EditState
{
    /// <summary>All are the new version.</summary>
    Applied,

    /// <summary>All are the old version.</summary>
    TakenBack,

    /// <summary>Some are the old and some the new version: a machine went down in between.</summary>
    Half,

    /// <summary>At least one is neither.</summary>
    Changed,
}

[JsonSerializable(typeof(EditRecord))]
internal sealed partial class EditRecordJson : JsonSerializerContext
{
    public static EditRecordJson Text { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
