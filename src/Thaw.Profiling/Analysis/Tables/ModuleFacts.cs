using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Analysis.Tables;

/// <summary>How events use something that was loaded.</summary>
public enum UseState
{
    /// <summary>Usage was not recorded.</summary>
    Unknown,

    /// <summary>No function of it was seen to run but by its own library's set-up; constants, types and exceptions leave no trace.</summary>
    NotSeen,

    /// <summary>Functions of it ran while modules of other libraries were imported, and in no event.</summary>
    InitOnly,

    /// <summary>Events that use it are at most a small share of all invocations.</summary>
    Rare,

    /// <summary>Used.</summary>
    Used,
}

/// <summary>What one module costs and who uses it.</summary>
/// <param name="Module">Index into the import pass's modules.</param>
/// <param name="SelfMs">Own time with linking and its share of the collector, ms; 0 in the invoke phase.</param>
/// <param name="Exclusive">What would not be loaded without it and everything below it by name.</param>
/// <param name="Utilisation">Share of the invoke samples with a frame of its file, 0 to 1.</param>
/// <param name="Events">Events in which a function of it ran, for a package also of anything below it.</param>
/// <param name="EventShare">Share of all invocations that those events make up, 0 to 1.</param>
/// <param name="Use">The same as one word.</param>
public sealed record ModuleFacts(
    int Module, double SelfMs, ImportCost Exclusive, double Utilisation, EventSet Events, double EventShare, UseState Use);

/// <summary>What one library costs and who uses it.</summary>
/// <param name="Name">The distribution; <c>(python)</c> is the standard library, <c>(function)</c> the function's own code.</param>
/// <param name="Modules">Its modules, those loaded in events included.</param>
/// <param name="SelfMs">Time of its own modules in init, ms.</param>
/// <param name="CumulativeMs">Time of its outermost loads with everything nested in them, collector left out, ms.</param>
/// <param name="Exclusive">What would not be loaded without any of its modules.</param>
/// <param name="SelfBytes">Resident bytes of its own modules.</param>
/// <param name="HeapBytes">Python heap of its own modules, bytes.</param>
/// <param name="Utilisation">Share of the invoke samples with a frame of it, 0 to 1.</param>
/// <param name="Events">Events in which a function of it ran.</param>
/// <param name="EventShare">Share of all invocations that those events make up, 0 to 1.</param>
/// <param name="LoadedBy">Statements outside it that lead to it, the one that loaded it first at the front.</param>
/// <param name="Use">How events use it.</param>
public sealed record LibraryFacts(
    string Name,
    IReadOnlyList<int> Modules,
    double SelfMs,
    double CumulativeMs,
    ImportCost Exclusive,
    long SelfBytes,
    long HeapBytes,
    double Utilisation,
    EventSet Events,
    double EventShare,
    IReadOnlyList<int> LoadedBy,
    UseState Use);

/// <summary>What one import statement costs.</summary>
/// <param name="Statement">Index into the import pass's statements.</param>
/// <param name="Exclusive">What would not be loaded if it were never executed in init.</param>
/// <param name="Targets">Modules that it asked for.</param>
public sealed record StatementFacts(int Statement, ImportCost Exclusive, IReadOnlyList<int> Targets);
