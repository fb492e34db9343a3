using System.Text.Json.Nodes;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Exports.Sarif;

/// <summary>Places in source as the format wants them: relative to the function's folder where they are below it.</summary>
/// <param name="root">The function's folder, absolute.</param>
public sealed class SarifPlaces(string root)
{
    /// <summary>The name that stands for the function's folder.</summary>
    public const string BaseId = "FUNCTION";

    private readonly string _root = root.TrimEnd('/') + "/";

    /// <summary>The folder itself.</summary>
    public JsonObject Base => new() { [BaseId] = new JsonObject { ["uri"] = "file://" + Escape(_root) } };

    /// <summary>True for the function's own files, which a reviewer of its sources can see.</summary>
    public bool IsOwn(SourceLine place) => place.File.StartsWith(_root, StringComparison.Ordinal);

    /// <summary>A location; with a message if one is given.</summary>
    /// <param name="place">File and line.</param>
    /// <param name="message">What is there; null for nothing.</param>
    public JsonObject Location(SourceLine place, string? message = null)
    {
        var location = new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = Artifact(place.File),
                ["region"] = new JsonObject { ["startLine"] = Math.Max(1, place.Line) },
            },
        };
        if (message is not null)
        {
            location["message"] = new JsonObject { ["text"] = message };
        }

        return location;
    }

    private JsonObject Artifact(string file) => file.StartsWith(_root, StringComparison.Ordinal)
        ? new JsonObject { ["uri"] = Escape(file[_root.Length..]), ["uriBaseId"] = BaseId }
        : new JsonObject { ["uri"] = (file.StartsWith('/') ? "file://" : "") + Escape(file) };

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
