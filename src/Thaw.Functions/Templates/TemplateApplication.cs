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

    /// <summary>What its <c>SnapStart</c> applies on, as the template has it; null: the template does not say.</summary>
    public string? SnapStart { get; init; }

    /// <summary>Names of its properties that mean nothing to a host of functions: <c>Events</c>, <c>Policies</c>.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Its URL; null: the template says nothing of one.</summary>
    public TemplateUrl? Url { get; init; }

    /// <summary>What is said beside its code and settings.</summary>
    public TemplateRelease Release { get; init; } = TemplateRelease.None;
}

/// <summary>The URL of a template's function.</summary>
/// <param name="AuthType">As the template has it.</param>
public sealed record TemplateUrl(string AuthType)
{
    /// <summary>How it answers, as the template has it; null: the API's own default.</summary>
    public string? Mode { get; init; }

    /// <summary>Which web pages may call it; null: the template does not say.</summary>
    public TemplateOrigins? Origins { get; init; }
}

/// <summary>Which web pages may call a URL, in the API's own terms and names.</summary>
public sealed record TemplateOrigins
{
    /// <summary>Whether pages may send what the browser knows of the user.</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>Request headers.</summary>
    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    /// <summary>Methods.</summary>
    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    /// <summary>Origins.</summary>
    public IReadOnlyList<string> AllowOrigins { get; init; } = [];

    /// <summary>Answer headers.</summary>
    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>Seconds; null: not said.</summary>
    public int? MaxAge { get; init; }
}
