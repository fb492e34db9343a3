namespace Thaw.Optimizing.Rewriting;

/// <summary>One import statement that is to be executed later, or not at all.</summary>
/// <param name="Module">The module that holds it, dotted; the function's own modules as they are imported.</param>
/// <param name="File">Its source file, absolute.</param>
/// <param name="Line">The statement's first line, from 1.</param>
public sealed record ImportEdit(string Module, string File, int Line)
{
    /// <summary>What is to become of it.</summary>
    public EditAction Action { get; init; }

    /// <summary>For <see cref="EditAction.Narrow"/>: the names that change; the statement's others stay.</summary>
    public IReadOnlyList<NarrowedName> Narrowed { get; init; } = [];

    /// <summary>True if both ask for the same change of the same statement.</summary>
    /// <param name="other">Another edit.</param>
    public bool Equals(ImportEdit? other) =>
        other is not null && Line == other.Line && Action == other.Action && Module == other.Module && File == other.File
        && Narrowed.SequenceEqual(other.Narrowed);

    /// <summary>A hash of the statement's place.</summary>
    public override int GetHashCode() => HashCode.Combine(Module, File, Line, Action);
}

/// <summary>What is to become of an import statement.</summary>
public enum EditAction
{
    /// <summary>It is executed at the first use of what it binds. Every name is still found.</summary>
    Defer,

    /// <summary>
    /// It is not executed any more. Whoever asks for this knows that no other module takes its names from this one, and
    /// that nothing relies on what the import does; that nothing in the module itself reads them is checked.
    /// </summary>
    Remove,

    /// <summary>
    /// Some of its names are taken from elsewhere, or no more at all. Whoever asks for this knows that the names are the
    /// same objects there, and that nothing relies on the modules that are not loaded then.
    /// </summary>
    Narrow,
}

/// <summary>A name of an import statement that is narrowed.</summary>
/// <param name="Name">As the statement writes it, without its alias.</param>
/// <param name="Module">
/// Absolute: for <c>from … import name</c> the module to take it from, for <c>import name</c> the module to import in its
/// place; null if it is not imported any more.
/// </param>
public readonly record struct NarrowedName(string Name, string? Module);

/// <summary>How an import statement is made lazy.</summary>
public enum EditStyle
{
    /// <summary>The best that the interpreter and the statement allow.</summary>
    Auto,

    /// <summary>An import in each function that uses the name.</summary>
    Local,

    /// <summary>A module's <c>__getattr__</c> (PEP 562), beside local imports for uses inside the module.</summary>
    Pep562,

    /// <summary><c>lazy import</c> (PEP 810), Python 3.15 and later; <c>__lazy_modules__</c> where older ones execute the source too.</summary>
    Pep810,
}

/// <summary>What became of one edit.</summary>
/// <param name="Edit">The edit that was asked for.</param>
/// <param name="Applied">
/// The style that was used, <see cref="EditStyle.Auto"/> for a statement that was removed or narrowed; null if it was left alone.
/// </param>
/// <param name="Reason">Why it is safe to try, or why the statement was left alone; one line.</param>
public sealed record EditOutcome(ImportEdit Edit, EditStyle? Applied, string Reason);

/// <summary>A module's new source.</summary>
/// <param name="Module">The module, dotted.</param>
/// <param name="File">The file it was made from, absolute.</param>
/// <param name="IsPackage">True for a package's <c>__init__</c>.</param>
/// <param name="Source">The text as bytes in the file's own encoding; null if nothing could be changed.</param>
/// <param name="Outcomes">One for each edit that was asked for.</param>
public sealed record RewrittenModule(
    string Module, string File, bool IsPackage, byte[]? Source, IReadOnlyList<EditOutcome> Outcomes);
