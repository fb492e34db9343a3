namespace Thaw.Functions.Templates;

/// <summary>What a SAM template deploys on a host of functions.</summary>
/// <param name="Layers">Its layers.</param>
/// <param name="Functions">Its functions; at least one.</param>
public sealed record TemplateApplication(IReadOnlyList<TemplateLayer> Layers, IReadOnlyList<TemplateFunction> Functions);

/// <summary>A layer of a template.</summary>
/// <param name="Id">Its logical id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The absolute path of its content: a folder or a zip.</param>
public sealed record TemplateLayer(string Id, string Name, string Folder)
{
    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>The runtimes that it is meant for.</summary>
    public IReadOnlyList<string> Runtimes { get; init; } = [];
}

/// <summary>A function of a template.</summary>
/// <param name="Id">Its logical id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The absolute path of its code: a folder or a zip.</param>
/// <param name="Handler">As the template has it.</param>
/// <param name="Runtime">As the template has it.</param>
public sealed record TemplateFunction(string Id, string Name, string Folder, string Handler, string Runtime)
{
    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>MiB; null: the API's own default.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>Seconds; null: the API's own default.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>The size of /tmp, MiB; null: the API's own default.</summary>
    public int? TemporaryMb { get; init; }

    /// <summary>Its environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Its layers, lowest first: ARNs with versions, or logical ids of <see cref="TemplateApplication.Layers"/>.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}
