using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Images.Templates;

/// <summary>The first message: what to initialise, and where the instances' runtime is.</summary>
internal sealed record InitialiseRequest(IReadOnlyList<string> Modules, string Runtime);

/// <summary>Asks for a process; its namespaces, groups and streams travel with it.</summary>
internal sealed record ForkMessage(uint User, string Folder, IReadOnlyDictionary<string, string> Environment);

/// <summary>What became of a module that a template was to initialise.</summary>
/// <param name="Module">Its dotted name.</param>
/// <param name="Ms">How long its import took, ms, without what earlier ones had loaded already.</param>
/// <param name="Error">Why it could not be imported, one line; null when it was.</param>
/// <param name="Threads">How many threads it left running; a process with more than one cannot be forked safely.</param>
public sealed record InitialisedModule(string Module, double Ms, string? Error, int Threads);

/// <summary>Anything that a template says.</summary>
internal sealed record TemplateAnswer(
    bool Ready, IReadOnlyList<InitialisedModule>? Modules, int Loaded, string? Error, int? Started, int? Exited, int Status,
    double UserMs, double SystemMs, long PeakRssBytes);

/// <summary>The messages' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InitialiseRequest))]
[JsonSerializable(typeof(ForkMessage))]
[JsonSerializable(typeof(TemplateAnswer))]
internal sealed partial class TemplateMessages : JsonSerializerContext;
