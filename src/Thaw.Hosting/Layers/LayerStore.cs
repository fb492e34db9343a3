using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Layers;

/// <summary>The published layers, in memory and in a folder: a file each. Their zips are in the store of code.</summary>
/// <remarks>Members may be called from any thread. A change is on the disk when its call returns.</remarks>
public sealed partial class LayerStore
{
    private const string Schema = "thaw.layer";
    private const int Version = 1;
    private const string Extension = ".json";

    private readonly ConcurrentDictionary<string, Layer> _layers = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly string _folder;

    private LayerStore(string folder) => _folder = folder;

    /// <summary>Files that could not be read, each as one line that says why.</summary>
    public IReadOnlyList<string> Damaged { get; private set; } = [];

    /// <summary>All layers that have a version, by name.</summary>
    public IReadOnlyList<Layer> All => [.. _layers.Values.Where(layer => layer.Versions.Count > 0).OrderBy(layer => layer.Name, StringComparer.Ordinal)];

    /// <summary>Reads the folder; creates it when missing, closed to others.</summary>
    /// <param name="folder">Nobody else writes to it meanwhile.</param>
    public static LayerStore Open(string folder)
    {
        var store = new LayerStore(Directory.CreateDirectory(folder, CodeStore.OwnersOnly).FullName);
        var damaged = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            try
            {
                var layer = ChecksummedFile.Read(path, Schema, Version, LayerJson.Default.Layer);
                store._layers[layer.Name] = layer;
            }
            catch (InvalidDataException e)
            {
                damaged.Add(e.Message);
            }
        }
        store.Damaged = damaged;
        return store;
    }

    /// <summary>The ARN of a layer, without a version.</summary>
    public static string Arn(string name) => $"arn:aws:lambda:{FunctionName.Region}:{FunctionName.Account}:layer:{name}";

    /// <summary>The layer's name in a name or an ARN, and the version in it, if there is one.</summary>
    /// <exception cref="HostingException">It is neither.</exception>
    public static (string Name, int? Number) Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw HostingException.Invalid($"'{text}' is not the name or the ARN of a layer: letters, digits, '-' and '_', 64 at most");
        return (match.Groups["name"].Value,
            match.Groups["number"] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>One version.</summary>
    /// <exception cref="HostingException">There is none.</exception>
    public LayerVersion Get(string name, int number) =>
        _layers.GetValueOrDefault(name)?.Versions.FirstOrDefault(version => version.Number == number)
        ?? throw new HostingException(HostingProblem.ResourceNotFound, $"Layer version {Arn(name)}:{number} does not exist.");

    /// <summary>The versions of a layer, newest first; empty when there is none of that name.</summary>
    public IReadOnlyList<LayerVersion> VersionsOf(string name) => [.. (_layers.GetValueOrDefault(name)?.Versions ?? []).Reverse()];

    /// <summary>Publishes a version.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="make">Makes it, given its number.</param>
    public LayerVersion Publish(string name, Func<int, LayerVersion> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (_writing)
        {
            var layer = _layers.GetValueOrDefault(name) ?? new Layer(name, 0, []);
            var version = make(layer.LastNumber + 1);
            Keep(layer with { LastNumber = version.Number, Versions = [.. layer.Versions, version] });
            return version;
        }
    }

    /// <summary>Deletes a version; nothing happens when it is not there. Functions that use it keep it.</summary>
    public void Delete(string name, int number)
    {
        lock (_writing)
        {
            // The file stays when it was the last version: numbers are not used twice.
            if (_layers.GetValueOrDefault(name) is { } layer)
                Keep(layer with { Versions = [.. layer.Versions.Where(version => version.Number != number)] });
        }
    }

    private void Keep(Layer layer)
    {
        ChecksummedFile.Write(Path.Combine(_folder, layer.Name + Extension), Schema, Version, layer, LayerJson.Default.Layer);
        _layers[layer.Name] = layer;
    }

    [GeneratedRegex(@"^(?:arn:aws[a-zA-Z-]*:lambda:[a-z]{2}(?:-gov)?-[a-z]+-\d:\d{12}:layer:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<number>\d{1,9}))?$")]
    private static partial Regex Form();
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Layer))]
internal sealed partial class LayerJson : JsonSerializerContext;
