namespace Thaw.Optimizing.Rewriting;

/// <summary>One import statement that is to be executed later, or not at all.</summary>
/// <param name="Module">The module that holds it, dotted; the function's own modules as they are imported.</param>
/// <param name="File">Its source file, absolute.</param>
/// <param name="Line">The statement's first line, from 1.</param>
public sealed record ImportEdit(string Module, string File, int Line);

/// <summary>How an import statement is made lazy.</summary>
public enum EditStyle
{
    /// <summary>The best that the interpreter and the statement allow.</summary>
    Auto,

    /// <summary>An import in each function that uses the name.</summary>
    Local,

    /// <summary>A module's <c>__getattr__</c> (PEP 562), beside local imports for uses inside the module.</summary>
    Pep562,

    /// <summary><c>lazy import</c> (PEP 810), Python 3.15 and later.</summary>
    Pep810,
}

/// <summary>What became of one edit.</summary>
/// <param name="Edit">The edit that was asked for.</param>
/// <param name="Applied">The style that was used; null if the statement was left alone.</param>
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
