using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Images.Templates;

/// <summary>The first message: what to initialise, and where the instances' runtime is.</summary>
internal sealed record InitialiseRequest(IReadOnlyList<string> Modules, string Runtime);

/// <summary>Tells a forked process what it becomes; the mounts of its sandbox travel with it.</summary>
internal sealed record EnterMessage(uint User, string Folder, IReadOnlyDictionary<string, string> Environment);

/// <summary>Anything that a template says.</summary>
internal sealed record TemplateAnswer(
    bool Ready, IReadOnlyList<InitialisedModule>? Modules, IReadOnlyList<LoadedModule>? Loaded, IReadOnlyList<string>? Variables, int Threads,
    string? Error, int? Started, int? Exited, int Status, double UserMs, double SystemMs, long PeakRssBytes);

/// <summary>The messages' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InitialiseRequest))]
[JsonSerializable(typeof(EnterMessage))]
[JsonSerializable(typeof(TemplateAnswer))]
internal sealed partial class TemplateMessages : JsonSerializerContext;
