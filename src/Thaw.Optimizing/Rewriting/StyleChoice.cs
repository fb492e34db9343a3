using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Chooses between the interpreter's own lazy imports (PEP 810) and loaders.</summary>
/// <remarks>
/// Where older interpreters execute the source too, the modules are listed in <c>__lazy_modules__</c>. The interpreter looks
/// there at every import statement of the module's body that is not inside a try statement, so all statements that import
/// a listed module have to be fit for it.
/// </remarks>
internal sealed class StyleChoice
{
    private const string TableName = "__lazy_modules__";

    private static readonly Version FirstWithLazyImports = new(3, 15);

    private readonly SourceFacts _source;
    private readonly RewriteOptions _options;
    private readonly HashSet<ImportStatementFacts> _wanted;
    private readonly Dictionary<ImportStatementFacts, string> _unfit = [];

    /// <summary>Chooses.</summary>
    /// <param name="source">The module.</param>
    /// <param name="wanted">The statements that are to be lazy.</param>
    /// <param name="options">The interpreter, and the style that is asked for.</param>
    public StyleChoice(SourceFacts source, IEnumerable<ImportStatementFacts> wanted, RewriteOptions options)
    {
        (_source, _options, _wanted) = (source, options, [.. wanted]);
        for (var changed = true; changed && IsListed;)
        {
            changed = false;
            foreach (var statement in _wanted.Where(statement => Keyword(statement) is null).ToList())
            {
                if (WhyNotListed(statement) is not { } why)
                    continue;
                _unfit[statement] = why;
                changed = true;
            }
        }
    }

    /// <summary>True if lazy modules are listed, and not marked by the keyword.</summary>
    public bool IsListed => _options.Oldest is { } oldest && oldest < FirstWithLazyImports;

    /// <summary>Null if the interpreter itself makes the statement lazy; otherwise why not.</summary>
    /// <param name="statement">A statement.</param>
    public string? Keyword(ImportStatementFacts statement)
    {
        if (_unfit.TryGetValue(statement, out var unfit))
            return unfit;
        if (_options.Style is not (EditStyle.Auto or EditStyle.Pep810))
            return "another style was asked for";
        if (_options.Python < FirstWithLazyImports)
            return "lazy import needs Python 3.15";
        return WhyNotLazy(statement);
    }

    /// <summary>Null if the style allows a loader; otherwise why not.</summary>
    /// <param name="statement">A statement.</param>
    public string? WhyNoLoader(ImportStatementFacts statement) =>
        _options.Style == EditStyle.Pep810 ? Keyword(statement) : null;

    /// <summary>Writes what makes statements lazy.</summary>
    /// <param name="edits">The changes of the file.</param>
    /// <param name="lazy">The statements, in the order of the text.</param>
    /// <returns>What the end of the file has to hold.</returns>
    public string Write(TextEdits edits, IReadOnlyList<ImportStatementFacts> lazy)
    {
        if (lazy.Count == 0)
            return "";
        if (!IsListed)
        {
            foreach (var statement in lazy)
                edits.Insert(statement.Span.Start, "lazy ");
            return "";
        }
        var modules = lazy.SelectMany(Targets).Distinct().Order(StringComparer.Ordinal).Select(PythonText.Quote);
        edits.Insert(lazy[0].Span.Start, $"{TableName} = [{string.Join(", ", modules)}]; ");
        // Nothing asks for it once the body has been executed.
        return $"del {TableName}{_source.Newline}";
    }

    private string? WhyNotLazy(ImportStatementFacts statement)
    {
        if (statement.WhyNot is { } why)
            return why;
        if (statement.Guard is not null || statement.IsStar)
            return "lazy import is allowed only at the plain top level, and without a star";
        if (_source.WhyNone is { } none)
            return none;
        if (ModuleEffects.WhyNot(_source, statement, statement.Binds, _options) is { } effect)
            return effect;
        if (_source.Functions.FirstOrDefault(function => function.SeesAll || function.Raw.Any(statement.Binds.Contains)) is { } looks)
            return $"{looks.Name} (line {looks.Line}) may find it in globals(), where it is only an object that stands for it";
        return statement.UsedAtImport.Count == 0 ? null : $"{statement.UsedAtImport[0]} is {_source.ReadAtImport[statement.UsedAtImport[0]][0].How}";
    }

    private string? WhyNotListed(ImportStatementFacts statement)
    {
        if (_source.Bindings.Any(binding => binding.Name == TableName))
            return $"the module has a {TableName} of its own";
        var modules = Targets(statement).ToHashSet();
        var other = _source.Imports.FirstOrDefault(item =>
            item.AtModuleLevel && !item.IsStar && item.Guard is null or "if" or "with" && item != statement
            && !(_wanted.Contains(item) && Keyword(item) is null) && Targets(item).Any(modules.Contains));
        return other is null ? null : $"line {other.Line} imports the same module, and would be lazy with it";
    }

    /// <summary>What the interpreter looks up for a statement: absolute names, without what is taken from a module.</summary>
    private IEnumerable<string> Targets(ImportStatementFacts statement) => statement.IsFrom
        ? ModuleNames.OfFrom(_source, statement) is { } module ? [module] : []
        : statement.Names.Select(name => name.Name);
}
