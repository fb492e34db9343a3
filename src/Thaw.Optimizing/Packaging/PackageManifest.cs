using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Optimizing.Packaging;

/// <summary>What a package is made of; stored as <see cref="FileName"/> in its folder. It holds no date and no path of a machine.</summary>
public sealed record PackageManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = "thaw-package.json";

    /// <summary>The schema name.</summary>
    public const string SchemaName = "thaw.package";

    /// <summary>The format version that this code writes, and the only one that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The format version of the whole folder.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The version of Thaw that made it.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The interpreter that its byte code is for, for example <c>cpython-311</c>.</summary>
    public required string Python { get; init; }

    /// <summary>The statements that are executed later than in the original.</summary>
    public required IReadOnlyList<PackagedEdit> Edits { get; init; }

    /// <summary>Modules to import before an image or a snapshot is made of it, in this order; empty where it starts from nothing.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];

    /// <summary>Every other file of the package, by path.</summary>
    public required IReadOnlyList<PackagedFile> Files { get; init; }

    /// <summary>Reads the manifest of a folder; schema and version come first, so that a newer format is called that.</summary>
    /// <exception cref="PackageException">There is none, or it is damaged or unknown.</exception>
    public static PackageManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("schema", out var schema) || !schema.ValueEquals(SchemaName))
                throw new PackageException($"{path}: is not a manifest of schema {SchemaName}");
            if (!document.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number != CurrentVersion)
                throw new PackageException($"{path}: has version {version}, this Thaw knows version {CurrentVersion}");
            return document.Deserialize(PackageJson.Text.PackageManifest) ?? throw new PackageException($"{path}: is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PackageException($"{path}: can't be read: {error.Message}", error);
        }
    }

    /// <summary>The text, with a newline at the end.</summary>
    public string ToText() => JsonSerializer.Serialize(this, PackageJson.Text.PackageManifest) + "\n";
}

/// <summary>A deferred statement of a package.</summary>
/// <param name="Module">The module that holds it, dotted.</param>
/// <param name="File">Its file in the package.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Style">How it is deferred.</param>
public sealed record PackagedEdit(string Module, string File, int Line, string Style);

/// <summary>A file of a package.</summary>
/// <param name="Path">Relative to the package's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Checksum, hexadecimal.</param>
public sealed record PackagedFile(string Path, long Bytes, string Sha256);

[JsonSerializable(typeof(PackageManifest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
internal sealed partial class PackageJson : JsonSerializerContext
{
    public static PackageJson Text { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
