using System.Globalization;
using Thaw.Lab.Experiments;

namespace Thaw.Lab.Expectations;

/// <summary>What a correct profiler reports, by function; the format is described at the top of the file.</summary>
/// <param name="Functions">By the function's name.</param>
internal sealed record ExpectedFindings(IReadOnlyDictionary<string, FunctionExpectations> Functions)
{
    /// <summary>Reads the table.</summary>
    /// <exception cref="LabException">It can't be read; with file and line.</exception>
    public static ExpectedFindings Read(string file)
    {
        var fields = YamlFields.Load(file);
        if (fields.Text("version") != "1")
            throw fields.Wrong("only version 1 is known", "version");

        var everywhere = fields.Mappings("everywhere").Select(ReadAcceptable).ToArray();
        var functions = fields.Mapping("functions") ?? throw fields.Wrong("'functions' is missing");
        fields.RejectOthers();
        return new ExpectedFindings(functions.Keys.ToDictionary(name => name, name => ReadFunction(functions.Mapping(name)!, everywhere)));
    }

    private static FunctionExpectations ReadFunction(YamlFields fields, AcceptableFinding[] everywhere)
    {
        var expectations = new FunctionExpectations(
            [.. fields.Mappings("expected").Select(ReadExpected)],
            [.. fields.Mappings("acceptable").Select(ReadAcceptable), .. everywhere]);
        fields.RejectOthers();
        return expectations;
    }

    private static ExpectedFinding ReadExpected(YamlFields fields)
    {
        var finding = new ExpectedFinding(
            fields.Text("pattern"), fields.Text("target"), ReadPlace(fields, "importedAt"), fields.Texts("or"));
        fields.OptionalText("why");
        fields.RejectOthers();
        return finding;
    }

    private static AcceptableFinding ReadAcceptable(YamlFields fields)
    {
        var finding = new AcceptableFinding(fields.Texts("pattern"), fields.Text("target"));
        fields.OptionalText("why");
        fields.RejectOthers();
        return finding;
    }

    private static FindingPlace? ReadPlace(YamlFields fields, string key)
    {
        if (fields.OptionalText(key) is not { } text || text == "null")
            return null;

        return FindingPlace.TryParse(text) ?? throw fields.Wrong($"'{text}' is not file:line", key);
    }
}

/// <summary>What is expected of one function.</summary>
/// <param name="Expected">Each of these must be reported.</param>
/// <param name="Acceptable">These may be.</param>
internal sealed record FunctionExpectations(IReadOnlyList<ExpectedFinding> Expected, IReadOnlyList<AcceptableFinding> Acceptable);

/// <summary>A finding that must be reported.</summary>
/// <param name="Pattern">C1 to C4, or setup.</param>
/// <param name="Target">A module, or file:line.</param>
/// <param name="ImportedAt">The statement; null where no single one counts.</param>
/// <param name="Or">Patterns and targets under which it may be reported instead.</param>
internal sealed record ExpectedFinding(string Pattern, string Target, FindingPlace? ImportedAt, IReadOnlyList<string> Or);

/// <summary>A finding that may be reported without being wrong.</summary>
/// <param name="Patterns">With one of these patterns.</param>
/// <param name="Target">A module, with those below it, or file:line.</param>
internal sealed record AcceptableFinding(IReadOnlyList<string> Patterns, string Target);

/// <summary>A line of a file.</summary>
/// <param name="File">Absolute, or relative to the function's folder or the site folder.</param>
/// <param name="Line">From 1.</param>
internal sealed record FindingPlace(string File, int Line)
{
    /// <summary>Reads file:line, or returns null.</summary>
    public static FindingPlace? TryParse(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int line)
            ? new FindingPlace(text[..colon], line)
            : null;
    }

    /// <summary>Whether this place, absolute or shortened, is that of the table.</summary>
    public bool Is(FindingPlace expected) =>
        Line == expected.Line
        && (File == expected.File || File.EndsWith("/" + expected.File, StringComparison.Ordinal));
}
