using Thaw.Lab.Figures;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Experiments;

/// <summary>Reads experiments. The format is described in docs/lab.md.</summary>
public static class ExperimentFile
{
    // A kind of measure may have settings of its own; everything that is not one of these is handed to it.
    private static readonly HashSet<string> CommonKeys = new(StringComparer.Ordinal)
    {
        "measure", "functions", "variants", "repetitions", "warmUps", "figures",
    };

    /// <summary>Every experiment of a folder, by name.</summary>
    /// <exception cref="LabException">One of them can't be read.</exception>
    public static IReadOnlyList<Experiment> ReadAll(LabRoot root) =>
    [
        .. Directory.EnumerateFiles(root.Experiments, "*.yaml").Order(StringComparer.Ordinal)
            .Where(IsExperiment).Select(Read),
    ];

    /// <summary>The experiment of a name.</summary>
    /// <exception cref="LabException">There is none, or it can't be read.</exception>
    public static Experiment Find(LabRoot root, string name)
    {
        var experiments = ReadAll(root);
        return experiments.FirstOrDefault(experiment => experiment.Name == name)
            ?? throw new LabException(
                $"no experiment '{name}' in {root.Experiments}; there are: {string.Join(", ", experiments.Select(e => e.Name))}");
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="LabException">It is no experiment of this version, or something in it is wrong; with file and line.</exception>
    public static Experiment Read(string file)
    {
        file = Path.GetFullPath(file);
        var fields = YamlFields.Load(file);
        if (fields.Text("schema") != Experiment.SchemaName)
            throw fields.Wrong($"schema must be {Experiment.SchemaName}", "schema");
        if (fields.Text("version") != "1")
            throw fields.Wrong($"version {fields.Text("version")} is not known, this Thaw reads {Experiment.CurrentVersion}", "version");

        string name = fields.Text("name");
        if (name != Path.GetFileNameWithoutExtension(file))
            throw fields.Wrong($"name '{name}' must be that of the file", "name");

        var experiment = new Experiment
        {
            Name = name,
            Description = fields.Text("description"),
            File = file,
            Measurements = [.. fields.Mappings("measurements").Select(ReadMeasurement)],
        };
        fields.RejectOthers();
        CheckNames(fields, experiment);
        return experiment;
    }

    // Other YAML files may lie beside the experiments, such as the table of expected findings.
    private static bool IsExperiment(string file)
    {
        var fields = YamlFields.Load(file);
        return fields.Keys.Contains("measurements")
            || (fields.Keys.Contains("schema") && fields.OptionalText("schema") == Experiment.SchemaName);
    }

    private static Measurement ReadMeasurement(YamlFields fields)
    {
        string kind = fields.Text("measure");
        var measure = MeasureCatalogue.Find(kind)
            ?? throw fields.Wrong($"unknown measure '{kind}'; known: {string.Join(", ", MeasureCatalogue.Names)}", "measure");
        var own = fields.Keys.Where(key => !CommonKeys.Contains(key)).ToArray();
        if (own.FirstOrDefault(key => !measure.Settings.Contains(key)) is { } unknown)
            throw fields.Wrong(
                $"unknown key '{unknown}'; measure {kind} knows {string.Join(", ", CommonKeys.Concat(measure.Settings))}", unknown);

        return new Measurement
        {
            Measure = kind,
            Functions = ReadFunctions(fields),
            Variants = [.. fields.Mappings("variants").Select(ReadVariant)],
            Repetitions = fields.OptionalAmount("repetitions") ?? new Amount(1, 1),
            WarmUps = fields.Count("warmUps", 1),
            Settings = own.Where(key => IsNumber(fields, key)).ToDictionary(key => key, key => fields.OptionalAmount(key)!.Value),
            Texts = own.Where(key => !IsNumber(fields, key)).ToDictionary(key => key, fields.Text),
            Figures = [.. fields.Mappings("figures").Select(item => FigureYaml.Read(item, measure.Quantities))],
        };
    }

    private static FunctionSelection ReadFunctions(YamlFields fields) => fields.Texts("functions") switch
    {
        [] => FunctionSelection.None,
        ["all"] => new FunctionSelection(SelectionKind.All, []),
        ["quick"] => new FunctionSelection(SelectionKind.Quick, []),
        var names => new FunctionSelection(SelectionKind.Named, names),
    };

    private static Variant ReadVariant(YamlFields fields)
    {
        var variant = new Variant(fields.Text("name"), fields.Text("mode"), fields.Count("rate", 0));
        fields.RejectOthers();
        return variant.Mode switch
        {
            "samples" when variant.RatePerSecond is < 1 or > 1000 => throw fields.Wrong("mode samples needs a rate from 1 to 1000"),
            "samples" or "imports" => variant,
            _ => throw fields.Wrong($"unknown mode '{variant.Mode}'; known: samples, imports", "mode"),
        };
    }

    private static bool IsNumber(YamlFields fields, string key) =>
        fields.IsMapping(key) || double.TryParse(fields.OptionalText(key), System.Globalization.CultureInfo.InvariantCulture, out _);

    private static void CheckNames(YamlFields fields, Experiment experiment)
    {
        var figures = experiment.Measurements.SelectMany(measurement => measurement.Figures).ToArray();
        if (figures.Length == 0)
            throw fields.Wrong("an experiment needs measurements with figures");
        if (figures.GroupBy(figure => figure.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw fields.Wrong($"two figures are named '{twice.Key}'");

        foreach (var measurement in experiment.Measurements)
        {
            foreach (var figure in measurement.Figures.Where(figure => figure.Variant is not null))
            {
                if (measurement.Variants.All(variant => variant.Name != figure.Variant))
                    throw fields.Wrong($"figure '{figure.Name}' is of variant '{figure.Variant}', which is not among the variants");
            }
        }
    }
}
