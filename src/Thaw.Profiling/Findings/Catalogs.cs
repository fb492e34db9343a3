using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Profiling.Findings;

/// <summary>A known import that is heavier than what is used of it (C3).</summary>
/// <param name="Heavy">Dotted name of the module or package.</param>
/// <param name="Light">Modules that do the job; empty if nothing need be imported.</param>
/// <param name="Surface">Patterns <c>module:function</c> with <c>*</c>, or <c>*</c> alone: every function that others call in it must match one.</param>
/// <param name="MaxFunctions">At most so many distinct functions are called in it.</param>
/// <param name="Remedy">What to do, in words.</param>
/// <param name="Measure">The statements that were measured.</param>
/// <param name="Measured">What they took; null where it was not measured.</param>
public sealed record Substitute(
    string Heavy,
    IReadOnlyList<string> Light,
    IReadOnlyList<string> Surface,
    int MaxFunctions,
    string Remedy,
    SubstituteStatements Measure,
    SubstituteMeasurement? Measured = null);

/// <summary>The statements of a measurement.</summary>
/// <param name="Heavy">Loads the heavy one.</param>
/// <param name="Light">Loads what does the job.</param>
public sealed record SubstituteStatements(string Heavy, string Light);

/// <summary>Median times of cold processes, the bare interpreter taken off.</summary>
/// <param name="HeavyMs">The heavy import, ms.</param>
/// <param name="LightMs">The light one, ms.</param>
/// <param name="Python">Interpreter version.</param>
/// <param name="Version">Version of the heavy library; empty if unknown.</param>
public sealed record SubstituteMeasurement(double HeavyMs, double LightMs, string Python, string Version);

/// <summary>Libraries that serve output, not the result (C4).</summary>
/// <param name="Modules">Top-level module names.</param>
/// <param name="What">What they are, in words.</param>
/// <param name="AlsoInEvents">True if even a use in events is avoidable.</param>
/// <param name="Remedy">What to do.</param>
public sealed record OutputLibraries(IReadOnlyList<string> Modules, string What, bool AlsoInEvents, string Remedy);

/// <summary>Libraries that shape definitions while modules load.</summary>
/// <param name="Why">Why they are no C4.</param>
/// <param name="Modules">Top-level module names.</param>
public sealed record DefinitionLibraries(string Why, IReadOnlyList<string> Modules);

/// <summary>The maintained tables, embedded in the assembly.</summary>
public static class Catalogs
{
    private static readonly Lazy<SubstituteFile> SubstituteTable =
        new(() => Read("substitutes.json", CatalogJson.Default.SubstituteFile));

    private static readonly Lazy<OutputFile> OutputTable =
        new(() => Read("output-libraries.json", CatalogJson.Default.OutputFile));

    /// <summary>Known heavier-than-needed imports.</summary>
    public static IReadOnlyList<Substitute> Substitutes => SubstituteTable.Value.Entries;

    /// <summary>The output libraries that a top-level module belongs to, or null.</summary>
    public static OutputLibraries? OutputOf(string topLevel) =>
        OutputTable.Value.Output.FirstOrDefault(group => group.Modules.Contains(topLevel, StringComparer.Ordinal));

    /// <summary>True for a library whose work is done when definitions have been made.</summary>
    public static bool ShapesDefinitions(string topLevel) =>
        OutputTable.Value.ShapesDefinitions.Modules.Contains(topLevel, StringComparer.Ordinal);

    private static T Read<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var stream = typeof(Catalogs).Assembly.GetManifestResourceStream($"Thaw.Profiling.Findings.{name}")
            ?? throw new InvalidOperationException($"the table {name} is missing from the assembly");
        return JsonSerializer.Deserialize(stream, type)!;
    }
}

internal sealed record SubstituteFile(string Schema, int Version, IReadOnlyList<Substitute> Entries);

internal sealed record OutputFile(
    string Schema, int Version, IReadOnlyList<OutputLibraries> Output, DefinitionLibraries ShapesDefinitions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SubstituteFile))]
[JsonSerializable(typeof(OutputFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
