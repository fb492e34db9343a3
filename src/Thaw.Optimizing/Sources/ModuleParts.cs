namespace Thaw.Optimizing.Sources;

/// <summary>A stretch of a file.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
internal readonly record struct TextSpan(int Start, int End);

/// <summary>How the statements of a unit lie in the text.</summary>
internal enum UnitForm
{
    /// <summary>An import statement that has its lines for itself.</summary>
    Alone,

    /// <summary>An import statement that shares a line with others.</summary>
    Shared,

    /// <summary>A try statement around imports.</summary>
    Guarded,

    /// <summary>The same, indented.</summary>
    Indented,

    /// <summary>A class or function statement at the top level that does nothing but define.</summary>
    Definition,
}

/// <summary>What is deferred as a whole: an import statement, a try statement with what it imports, or a definition that needs either.</summary>
internal sealed record ImportUnit
{
    /// <summary>Its position in <see cref="SourceFacts.Units"/>.</summary>
    public required int Index { get; init; }

    /// <summary>How it lies in the text.</summary>
    public required UnitForm Form { get; init; }

    /// <summary>Its first line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Its last line.</summary>
    public required int EndLine { get; init; }

    /// <summary>Where it stands.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Names that it binds, those of a star import aside.</summary>
    public required IReadOnlyList<string> Binds { get; init; }

    /// <summary>For a try statement: the names that it binds whichever way it goes.</summary>
    public IReadOnlyList<string> Certain { get; init; } = [];

    /// <summary>True inside an if statement: it may not be executed at all.</summary>
    public required bool IsConditional { get; init; }

    /// <summary>For a definition: dotted names of what it calls to make defaults.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>Positions of its statements in <see cref="SourceFacts.Imports"/>.</summary>
    public required IReadOnlyList<int> Imports { get; init; }
}

/// <summary>How something can be put at the start of a function on a line that is there.</summary>
internal enum PlaceKind
{
    /// <summary>There is no place.</summary>
    None,

    /// <summary>As a statement before one.</summary>
    Before,

    /// <summary>As a statement after the docstring.</summary>
    After,

    /// <summary>In the expression of a statement's header, evaluated first.</summary>
    Around,
}

/// <summary>A function and the names of its module that it reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its first line.</param>
/// <param name="Place">How something can be put at its start.</param>
/// <param name="Span">Where.</param>
/// <param name="Reads">The names.</param>
/// <param name="SeesAll">True if it can read any name: it uses <c>globals()</c>, <c>eval</c> or the like.</param>
/// <param name="Raw">Names that it reads from <c>globals()</c>, where a lazy import is not yet what it stands for.</param>
/// <param name="TooEarly">Names that are read before the place is reached.</param>
internal sealed record FunctionReads(
    string Name, int Line, PlaceKind Place, TextSpan Span, IReadOnlyList<string> Reads, bool SeesAll,
    IReadOnlyList<string> Raw, IReadOnlyList<string> TooEarly);

/// <summary>A class at the top level.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bases">Its bases, dotted, each starting with a name of the module; empty for what is no such name.</param>
/// <param name="Hooks">True if it has a say when somebody makes a subclass: a metaclass, or <c>__init_subclass__</c>.</param>
internal sealed record ClassFacts(string Name, IReadOnlyList<string> Bases, bool Hooks);

/// <summary>A statement of the module that binds a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">The statement's line.</param>
/// <param name="Unit">The unit that it belongs to; -1 for none.</param>
internal sealed record NameBinding(string Name, int Line, int Unit);

/// <summary>A statement at the top level.</summary>
/// <param name="IsSimple">True if others may follow it on its line.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record TopStatement(bool IsSimple, TextSpan Span);
