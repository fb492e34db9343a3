namespace Thaw.Functions.Loading;

/// <summary>Reads and checks <c>thaw.yaml</c>.</summary>
internal static class ManifestReader
{
    private const int MaxMemoryMb = 1 << 20;
    private const double MaxTimeoutSeconds = 86_400;

    private static readonly string[] Keys =
    [
        "name", "handler", "python", "memory", "timeout", "packages", "environment", "services", "quick", "events",
        "nondeterministic", "budget", "network", "forward", "cpu", "keep-alive", "rootfs", "image",
    ];

    /// <summary>The definition in <paramref name="file"/>; its target is empty where the file names no handler.</summary>
    public static FunctionDefinition Read(string file, string root, string defaultName)
    {
        var fields = new YamlFields(file, YamlTree.Read(file), Keys);
        var handler = fields.Text("handler");
        var where = handler is null ? file : $"{file}:{fields.LineOf("handler")}";
        return new FunctionDefinition
        {
            Name = Name(fields) ?? defaultName,
            Kind = FunctionKind.Handler,
            Target = handler is null ? "" : HandlerName.Check(handler, root, where),
            Root = root,
            PythonSpecifier = Python(fields),
            MemoryMb = (int)Number(fields, "memory", v => v >= 1 && v == Math.Floor(v), MaxMemoryMb, 128),
            Timeout = TimeSpan.FromSeconds(Number(fields, "timeout", v => v > 0, MaxTimeoutSeconds, 3)),
            KeepAlive = KeepAlive(fields),
            Image = Image(fields),
            Packages = Packages(fields),
            DeclaresPackages = fields.Has("packages"),
            Environment = ManifestProcesses.Environment(fields),
            Services = ManifestProcesses.Services(fields),
            Isolation = ManifestIsolation.Read(fields, root),
            Quick = fields.Flag("quick") ?? true,
            Events = ManifestEvents.Read(fields, file, root),
            NonDeterministic = fields.Texts("nondeterministic"),
            Budget = ManifestBudget.Read(fields, root),
        };
    }

    private static string? Name(YamlFields fields) => fields.Text("name") switch
    {
        null => null,
        var name when FunctionName.IsValid(name) => name,
        var name => throw fields.ErrorAt("name", $"name: '{name}' is not a name; use letters, digits, '_', '-' and '.'"),
    };

    private static string? Python(YamlFields fields)
    {
        var text = fields.Text("python");
        return text is null || VersionSpecifier.TryParse(text, out _)
            ? text
            : throw fields.ErrorAt("python", $"python: '{text}' is not a version specifier; write for example \">=3.9\"");
    }

    private static double Number(YamlFields fields, string key, Func<double, bool> allowed, double max, double fallback)
    {
        var value = fields.Number(key) ?? fallback;
        if (allowed(value) && value <= max)
            return value;
        var range = key == "memory" ? $"a whole number of MB from 1 to {max}" : $"a number of seconds above 0, at most {max}";
        throw fields.ErrorAt(key, $"{key}: {fields.Text(key)} is not {range}; correct it");
    }

    private static KeepAliveRule? KeepAlive(YamlFields fields)
    {
        try
        {
            return fields.Text("keep-alive") is { } text ? KeepAliveRule.Parse(text) : null;
        }
        catch (FormatException e)
        {
            throw fields.ErrorAt("keep-alive", $"keep-alive: {e.Message}");
        }
    }

    private static ImageRule? Image(YamlFields fields)
    {
        if (!fields.Has("image"))
            return null;
        if (!fields.IsList("image"))
            return fields.Text("image") == ImageRule.None.ToString() ? ImageRule.None : throw fields.ErrorAt("image", "image: a list of modules is expected, or none; write [numpy]");
        var modules = fields.Texts("image");
        if (fields.Has("rootfs"))
            throw fields.ErrorAt("image", "image: a function with a root file system of its own has no image; leave one of the two out");
        try
        {
            return ImageRule.Of(modules);
        }
        catch (FormatException e)
        {
            throw fields.ErrorAt("image", $"image: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Packages(YamlFields fields)
    {
        var packages = fields.Texts("packages");
        var bad = packages.FirstOrDefault(p => !IsPackageName(p));
        return bad is null
            ? [.. packages.Distinct(StringComparer.Ordinal)]
            : throw fields.ErrorAtItem(
                "packages", bad, $"packages: '{bad}' is not the name of a Debian package, as python3-numpy is; correct it");
    }

    // Debian policy 5.6.1: at least two characters of these, the first a letter or digit.
    private static bool IsPackageName(string name) =>
        name.Length >= 2 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.');
}
