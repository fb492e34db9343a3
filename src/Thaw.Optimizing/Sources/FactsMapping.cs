using Items = System.Collections.Generic.Dictionary<object, object?>;

namespace Thaw.Optimizing.Sources;

/// <summary>Turns what thaw_sources.py answers into records.</summary>
internal static class FactsMapping
{
    public static SourceFacts ToFacts(SourceRequest request, object? answer)
    {
        var items = (Items)answer!;
        var facts = new SourceFacts { Module = request.Module, File = request.File, IsPackage = request.IsPackage };
        if (items.TryGetValue("problem", out var problem))
            return facts with { Problem = (string)problem! };

        var reads = ((Items)items["reads"]!).ToDictionary(pair => (string)pair.Key, pair => ToReads((object?[])pair.Value!));
        return facts with
        {
            ReadAtImport = reads,
            WhyNone = WhyNone(items),
            Imports = [.. List(items, "imports").Select(item => ToImport(item, reads))],
            Units = [.. List(items, "units").Select(ToUnit)],
            Bindings = [.. List(items, "bindings").Select(item => new NameBinding(Text(item, "name"), Number(item, "line"), Number(item, "unit")))],
            Functions = [.. List(items, "functions").Select(ToFunction)],
            Statements = [.. List(items, "statements").Select(item => new TopStatement((bool)item["simple"]!, Span(item)))],
            Dirs = Spans(items, "dirs"),
            LastOpening = Number(items, "firstUsable"),
            FreeLines = [.. ((object?[])items["free"]!).Select(line => (int)(long)line!)],
            Changes = Texts(items, "changes"),
            Classes = [.. List(items, "classes").Select(item => new ClassFacts(Text(item, "name"), Texts(item, "bases"), (bool)item["hooks"]!))],
            AsksSubclasses = (bool)items["asksSubclasses"]!,
            Rebound = Texts(items, "rebound").ToHashSet(),
            Shadowed = Texts(items, "shadowed"),
            Finders = Spans(items, "finders"),
            Submodules = Texts(items, "submodules").ToHashSet(),
            Text = (byte[])items["text"]!,
            IsUtf8 = (bool)items["utf8"]!,
            Newline = Text(items, "newline"),
        };
    }

    private static IReadOnlyList<NameRead> ToReads(object?[] reads) =>
        [.. reads.Cast<object?[]>().Select(read => new NameRead((int)(long)read[0]!, (int)(long)read[1]!, (string)read[2]!) { Attribute = (string)read[3]!, CalledAt = (int)(long)read[4]! })];

    private static string? WhyNone(Items items)
    {
        if (items["opaque"] is string opaque)
            return opaque;
        var line = Number(items, "replacesItself");
        return line == 0 ? null : $"the module replaces itself in sys.modules at line {line}";
    }

    private static ImportStatementFacts ToImport(Items item, Dictionary<string, IReadOnlyList<NameRead>> reads)
    {
        IReadOnlyList<ImportedName> names = [.. ((object?[])item["names"]!).Select(ToName)];
        var isFrom = (bool)item["isFrom"]!;
        var isStar = isFrom && names[0].Name == "*";
        IReadOnlyList<string> binds = isStar ? [] : [.. names.Select(name => name.Bound).Distinct()];
        return new ImportStatementFacts
        {
            Line = Number(item, "line"),
            EndLine = Number(item, "endLine"),
            AtModuleLevel = (bool)item["atModuleLevel"]!,
            Guard = item["guard"] as string,
            Level = Number(item, "level"),
            From = item["from"] as string,
            IsFrom = isFrom,
            Names = names,
            IsStar = isStar,
            Binds = binds,
            UsedAtImport = [.. binds.Where(reads.ContainsKey)],
            WhyNot = item["whyNot"] as string,
            Unit = Number(item, "unit"),
            Span = Span(item),
        };
    }

    private static ImportedName ToName(object? name)
    {
        var parts = (object?[])name!;
        return new ImportedName((string)parts[0]!, parts[1] as string, (bool)parts[2]!);
    }

    private static ImportUnit ToUnit(Items item, int index) => new()
    {
        Index = index,
        Form = Enum.Parse<UnitForm>(Text(item, "form"), ignoreCase: true),
        Line = Number(item, "line"),
        EndLine = Number(item, "endLine"),
        Span = Span(item),
        Binds = Texts(item, "binds"),
        Certain = Texts(item, "certain"),
        Calls = Texts(item, "calls"),
        IsConditional = (bool)item["conditional"]!,
        Imports = [.. ((object?[])item["imports"]!).Select(position => (int)(long)position!)],
    };

    private static FunctionReads ToFunction(Items item) => new(
        Text(item, "name"),
        Number(item, "line"),
        item["how"] is string how ? Enum.Parse<PlaceKind>(how, ignoreCase: true) : PlaceKind.None,
        Span(item),
        Texts(item, "reads"),
        (bool)item["seesAll"]!,
        Texts(item, "raw"),
        Texts(item, "tooEarly"));

    private static IEnumerable<Items> List(Items items, string key) => ((object?[])items[key]!).Select(item => (Items)item!);

    private static string Text(Items items, string key) => (string)items[key]!;

    private static int Number(Items items, string key) => (int)(long)items[key]!;

    private static IReadOnlyList<string> Texts(Items items, string key) => [.. ((object?[])items[key]!).Select(item => (string)item!)];

    private static IReadOnlyList<TextSpan> Spans(Items items, string key) =>
        [.. ((object?[])items[key]!).Select(span => (object?[])span!).Select(span => new TextSpan((int)(long)span[0]!, (int)(long)span[1]!))];

    private static TextSpan Span(Items item) => new(Number(item, "start"), Number(item, "end"));
}
