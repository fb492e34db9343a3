using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Hosting.Functions;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Hosting.Libraries;

/// <summary>A distribution that lies in unpacked code.</summary>
/// <param name="Place">The folder that it lies in, relative to the code's: empty, or as <c>python</c> in a layer.</param>
/// <param name="Store">Its name in the <see cref="LibraryStore"/>.</param>
/// <param name="Name">Its name as its metadata has it.</param>
/// <param name="Version">Its version.</param>
public sealed record CodeLibrary(string Place, string Store, string Name, string Version);

/// <summary>Which distributions a zip brings; kept in a file beside the zip.</summary>
internal static class CodeLibraries
{
    private const string Schema = "thaw.code-libraries";
    private const int Version = 1;

    /// <summary>The extension of the file's name, after the zip's checksum.</summary>
    public const string Extension = ".libraries";

    /// <summary>Has the store keep every distribution in an unpacked zip; the files there become further names of what the store keeps.</summary>
    public static IReadOnlyList<CodeLibrary> TakeOver(string folder, LibraryStore store) =>
    [
        .. Places(folder).SelectMany(place => LibraryFinder.InFolder(Path.Combine(folder, place)).Select(files =>
            new CodeLibrary(place, store.Add(files, takeOver: true), files.Name, files.Version))),
    ];

    public static void Write(string path, IReadOnlyList<CodeLibrary> libraries) =>
        ChecksummedFile.Write(path, Schema, Version, libraries, CodeLibrariesJson.Default.IReadOnlyListCodeLibrary);

    /// <summary>Null when it is not there, or damaged: it can be made again.</summary>
    public static IReadOnlyList<CodeLibrary>? Read(string path)
    {
        try
        {
            return File.Exists(path) ? ChecksummedFile.Read(path, Schema, Version, CodeLibrariesJson.Default.IReadOnlyListCodeLibrary) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A function's own root, and where a layer has its libraries.
    private static IEnumerable<string> Places(string folder)
    {
        yield return "";
        if (Directory.Exists(Path.Combine(folder, "python")))
            yield return "python";
        var versions = Path.Combine(folder, "python/lib");
        if (!Directory.Exists(versions))
            yield break;
        foreach (var version in Directory.EnumerateDirectories(versions, "python3.*").Order(StringComparer.Ordinal))
            yield return $"python/lib/{Path.GetFileName(version)}/site-packages";
    }
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<CodeLibrary>))]
internal sealed partial class CodeLibrariesJson : JsonSerializerContext;
