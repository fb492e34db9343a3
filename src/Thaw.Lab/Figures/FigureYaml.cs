using Thaw.Lab.Experiments;

namespace Thaw.Lab.Figures;

/// <summary>Reads the definition of a figure from an experiment's file.</summary>
internal static class FigureYaml
{
    /// <summary>Reads it.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="quantities">What the measure can tell.</param>
    public static FigureDefinition Read(YamlFields fields, IReadOnlyList<string> quantities)
    {
        var claim = fields.Mapping("reproduces") is { } reproduces ? ReadClaim(reproduces) : null;
        var figure = new FigureDefinition
        {
            Name = fields.Text("name"),
            Quantity = fields.Text("of"),
            Variant = fields.OptionalText("variant"),
            Unit = fields.Text("unit"),
            Description = fields.Text("description"),
            Target = ReadTarget(fields),
            Published = [.. fields.Mappings("published").Select(ReadPublished), .. claim?.References ?? []],
            Reproduces = claim,
        };
        fields.RejectOthers();
        if (!quantities.Contains(figure.Quantity))
            throw fields.Wrong($"unknown quantity '{figure.Quantity}'; this measure has {string.Join(", ", quantities)}", "of");

        return figure;
    }

    private static FigureTarget? ReadTarget(YamlFields fields)
    {
        var (most, least) = (fields.OptionalAmount("atMost"), fields.OptionalAmount("atLeast"));
        return (most, least) switch
        {
            (null, null) => null,
            ({ } value, null) => new FigureTarget(value, Comparison.AtMost),
            (null, { } value) => new FigureTarget(value, Comparison.AtLeast),
            _ => throw fields.Wrong("a figure has one target: atMost or atLeast"),
        };
    }

    private static PublishedClaim ReadClaim(YamlFields fields)
    {
        double least = fields.OptionalNumber("least") ?? throw fields.Wrong("'least' is missing");
        var claim = new PublishedClaim(
            fields.Text("what"), least, fields.OptionalNumber("most") ?? least, fields.Text("source"), fields.OptionalText("differently"));
        fields.RejectOthers();
        return claim.Least <= claim.Most ? claim : throw fields.Wrong("'least' must not be more than 'most'", "least");
    }

    private static PublishedReference ReadPublished(YamlFields fields)
    {
        string what = fields.Text("what");
        string source = fields.Text("source");
        double value = fields.OptionalText("file") is { } file
            ? PublishedTable.Read(fields.PathOf(file)).Statistic(fields.Text("column"), fields.Text("statistic"))
            : fields.OptionalNumber("value") ?? throw fields.Wrong("a published figure needs a value, or file, column and statistic");
        fields.RejectOthers();
        return new PublishedReference(what, value, source);
    }
}
