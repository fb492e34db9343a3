namespace Thaw.Profiling.Recordings;

/// <summary>What was loaded, by which statement, and what it cost.</summary>
/// <remarks>
/// Three kinds of processes make it, so that none disturbs another: one times, one reads the resident set, one
/// follows every executed import statement and counts heap bytes. Times and bytes are medians over their runs.
/// </remarks>
public sealed record ImportsPass
{
    /// <summary>Loaded modules in load order; <see cref="ModuleLoad.Id"/> is the index.</summary>
    public required IReadOnlyList<ModuleLoad> Modules { get; init; }

    /// <summary>Import statements that ran; <see cref="ImportStatement.Id"/> is the index.</summary>
    public required IReadOnlyList<ImportStatement> Statements { get; init; }

    /// <summary>Who ran which statement and what that statement needs, also where it was loaded already.</summary>
    public required IReadOnlyList<ImportEdge> Edges { get; init; }

    /// <summary>The garbage collector's time while importing, init phase, ms.</summary>
    public required double CollectorMs { get; init; }

    /// <summary>What the collector did in init, by generation; null in recordings that did not count new containers.</summary>
    public CollectorRecord? Collector { get; init; }

    /// <summary>Opening and initialising extension modules (dlopen), init phase, ms.</summary>
    public required double LinkMs { get; init; }

    /// <summary>What the tracer itself took, measured, already taken out of every other number, ms.</summary>
    public required double TracerMs { get; init; }

    /// <summary>From spawning to the first line of the launcher in the timing runs, median, ms.</summary>
    public required double InterpreterStartMs { get; init; }

    /// <summary>The init phase in the timing runs, tracer taken out, median, ms.</summary>
    public required double InitMs { get; init; }

    /// <summary>Median absolute deviation of <see cref="InitMs"/>, ms.</summary>
    public required double InitMadMs { get; init; }

    /// <summary>The first invocation in the timing runs, tracer taken out, median, ms.</summary>
    public required double FirstInvocationMs { get; init; }

    /// <summary>How many processes were timed.</summary>
    public required int TimedRuns { get; init; }
}

/// <summary>What the garbage collector did in the timed processes' init phase.</summary>
/// <param name="Thresholds">Its thresholds (<c>gc.get_threshold</c>), youngest generation first.</param>
/// <param name="ContainersBefore">Containers made before init began: the interpreter's start.</param>
/// <param name="Generations">What it did in each generation, youngest first; medians.</param>
public sealed record CollectorRecord(
    IReadOnlyList<long> Thresholds, long ContainersBefore, IReadOnlyList<GenerationRecord> Generations);

/// <summary>Collections of one generation (each takes the younger ones with it).</summary>
/// <param name="Collections">How many, median over the timed processes.</param>
/// <param name="Ms">What they took together, ms.</param>
public sealed record GenerationRecord(double Collections, double Ms);

/// <summary>One module that was loaded.</summary>
public sealed record ModuleLoad
{
    /// <summary>Index in load order (order in which loading began), 0 is the handler's module.</summary>
    public required int Id { get; init; }

    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Its file, absolute; null for built-in, frozen and namespace modules.</summary>
    public required string? File { get; init; }

    /// <summary><c>source</c>, <c>extension</c>, <c>builtin</c>, <c>frozen</c>, <c>namespace</c>, <c>zip</c>, <c>other</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>True if it has a <c>__path__</c>.</summary>
    public required bool IsPackage { get; init; }

    /// <summary>The library: a distribution's name, <c>(python)</c> for the standard library, <c>(function)</c> for the function's own code.</summary>
    public required string Library { get; init; }

    /// <summary><c>init</c>, or <c>invoke</c> if it was first loaded while an event was handled.</summary>
    public required string Phase { get; init; }

    /// <summary>Events that loaded it in the invoke phase; empty for init.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The statement that caused the load: an index into <see cref="ImportsPass.Statements"/>; -1 for the handler's module.</summary>
    public required int Statement { get; init; }

    /// <summary>The module whose initialisation ran that statement; -1 for none.</summary>
    public required int Parent { get; init; }

    /// <summary>True if it is in none of the statements' texts and was loaded because a submodule of it was.</summary>
    public required bool ImplicitParent { get; init; }

    /// <summary>Its own time: finding, reading, executing, without nested loads, collector and linking, median ms.</summary>
    public required double SelfMs { get; init; }

    /// <summary>Time in dlopen and module initialisation of an extension module, median ms.</summary>
    public required double LinkMs { get; init; }

    /// <summary>Own plus nested loads, linking included, collector left out, median ms.</summary>
    public required double CumulativeMs { get; init; }

    /// <summary>Resident set gained by itself, nested loads left out, median, bytes; can be slightly negative.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>Python heap gained by itself (tracemalloc), nested loads left out, bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>
    /// Containers (objects that the collector follows) made by itself less those that it freed, nested loads left out:
    /// what it drives the collector by. 0 in recordings that did not count them.
    /// </summary>
    public long NewContainers { get; init; }

    /// <summary>True if loading raised an exception (a guarded optional import).</summary>
    public required bool Failed { get; init; }
}

/// <summary>An import statement (or a call of an import function) at a place.</summary>
/// <param name="Id">Index.</param>
/// <param name="Module">Name of the module whose code holds it.</param>
/// <param name="File">Source file, absolute.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Function">Qualified name of the function that holds it; <c>&lt;module&gt;</c> for module level.</param>
public sealed record ImportStatement(int Id, string Module, string File, int Line, string Function);

/// <summary>One executed import: while <paramref name="Importer"/> initialised, <paramref name="Statement"/> asked for <paramref name="Targets"/>.</summary>
/// <param name="Importer">Innermost module under initialisation, index into the modules; -1 for an invocation or the root.</param>
/// <param name="Statement">Index into the statements.</param>
/// <param name="Targets">Modules (indices) that the statement names, submodules in its from-list included, parents left out.</param>
/// <param name="Phase"><c>init</c> or <c>invoke</c>.</param>
public sealed record ImportEdge(int Importer, int Statement, IReadOnlyList<int> Targets, string Phase);
