namespace Thaw.Images.Templates;

/// <summary>What came of the modules that a template was to initialise, and what that depended on.</summary>
/// <param name="Modules">Those of which there is something to say: an error, threads, or a time of 1 ms or more.</param>
/// <param name="Loaded">All modules that are there now, in their order.</param>
/// <param name="Variables">The environment variables that were asked for meanwhile; <c>*</c>: all of them.</param>
/// <param name="Threads">How many threads it has; with more than one it cannot be forked safely.</param>
public sealed record TemplateContent(
    IReadOnlyList<InitialisedModule> Modules, IReadOnlyList<LoadedModule> Loaded, IReadOnlyList<string> Variables, int Threads)
{
    /// <summary>Stands for <see cref="Variables"/> when the environment was read as a whole.</summary>
    public const string EveryVariable = "*";

    /// <summary>Of a template that is not ready yet.</summary>
    internal static TemplateContent None { get; } = new([], [], [], 1);
}

/// <summary>What became of a module that a template was to initialise.</summary>
/// <param name="Module">Its dotted name.</param>
/// <param name="Ms">How long its import took, ms, without what earlier ones had loaded already.</param>
/// <param name="Error">Why it could not be imported, one line; null when it was.</param>
/// <param name="Threads">How many threads it left running.</param>
public sealed record InitialisedModule(string Module, double Ms, string? Error, int Threads);

/// <summary>A module that a template has loaded.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="File">Its file below the folder of libraries; empty when it came from elsewhere: the standard library, or the interpreter.</param>
public sealed record LoadedModule(string Name, string File);
