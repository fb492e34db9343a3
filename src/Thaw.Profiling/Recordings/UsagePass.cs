namespace Thaw.Profiling.Recordings;

/// <summary>Which functions really ran, exactly, C functions included, and which names the lines that ran have read.</summary>
/// <param name="Functions">Every function that ran at least once, in init or in an event.</param>
/// <param name="Mechanism"><c>sys.monitoring</c> or <c>sys.setprofile</c>.</param>
/// <param name="Events">Names of the events that were run; the held-out ones are not among them.</param>
/// <param name="Reads">Names of other modules that were read; null where that is not known (recordings of version 1).</param>
public sealed record UsagePass(
    IReadOnlyList<UsedFunction> Functions, string Mechanism, IReadOnlyList<string> Events, IReadOnlyList<NameRead>? Reads = null);

/// <summary>A function that ran.</summary>
public sealed record UsedFunction
{
    /// <summary>Name of the module that defines it; for C functions, their <c>__module__</c>.</summary>
    public required string Module { get; init; }

    /// <summary>Qualified name in the module. Module bodies (<c>&lt;module&gt;</c>) are not recorded.</summary>
    public required string Name { get; init; }

    /// <summary>Source file; null for C functions.</summary>
    public required string? File { get; init; }

    /// <summary>First line; 0 for C functions.</summary>
    public required int Line { get; init; }

    /// <summary>True for a function implemented in C.</summary>
    public required bool IsNative { get; init; }

    /// <summary>True if it ran while the handler's module was imported.</summary>
    public required bool InInit { get; init; }

    /// <summary>Events in whose invocation it ran.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Call path of its first run after init (or in init if only there), outermost first.</summary>
    public required IReadOnlyList<CallSite> FirstPath { get; init; }
}

/// <summary>A name of a module that code of another module has read: a constant, a type, a callable, or the module itself.</summary>
public sealed record NameRead
{
    /// <summary>The module: the one that was asked, one that the value came through on its way there, or the one that made it.</summary>
    public required string Module { get; init; }

    /// <summary>The name; empty for the module itself. Of several names that a body reads of a module, the first.</summary>
    public required string Name { get; init; }

    /// <summary>True if the body of a module or class read it while it was imported: then without events.</summary>
    public required bool AtImport { get; init; }

    /// <summary>True if it was read only to be handed to <c>isinstance</c> or <c>issubclass</c>.</summary>
    public required bool OnlyInTypeChecks { get; init; }

    /// <summary>Events in whose invocation it was read.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The line that read it first.</summary>
    public required CallSite Site { get; init; }
}

/// <summary>One frame of a call path.</summary>
/// <param name="File">Source file.</param>
/// <param name="Line">Line being executed.</param>
/// <param name="Function">Qualified name.</param>
public sealed record CallSite(string File, int Line, string Function);
