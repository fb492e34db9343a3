namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>A plan: statements that are not executed and modules that nothing may load.</summary>
/// <param name="Statements">Indices of statements that are left out, whoever would run them.</param>
/// <param name="Modules">Modules that are left out; with a package goes everything below it by name, because
/// Python loads <c>a</c> before <c>a.b</c>.</param>
/// <param name="AlsoLoaded">Modules that the plan loads in their place, with their parent packages.</param>
public sealed record ImportCuts(
    IReadOnlyCollection<int> Statements, IReadOnlyCollection<int> Modules, IReadOnlyCollection<int> AlsoLoaded)
{
    /// <summary>Cuts nothing.</summary>
    public static ImportCuts None { get; } = new([], [], []);

    /// <summary>Cuts modules and everything below them.</summary>
    public static ImportCuts OfModules(params IReadOnlyCollection<int> modules) => new([], modules, []);

    /// <summary>Cuts statements.</summary>
    public static ImportCuts OfStatements(params IReadOnlyCollection<int> statements) => new(statements, [], []);
}
