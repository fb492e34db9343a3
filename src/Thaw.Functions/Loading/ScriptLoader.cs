namespace Thaw.Functions.Loading;

/// <summary>Loads a single Python file: as a script, or as the module of a handler.</summary>
internal static class ScriptLoader
{
    public static FunctionDefinition Load(string file, FunctionLoadOptions options)
    {
        if (options.Module is not null)
            throw new FunctionException($"{file}: -m runs a module of a folder; give the folder instead of a script");
        // Reading a byte now turns an unreadable script into an error of ours instead of one of the interpreter's.
        using (var stream = File.OpenRead(file))
            _ = stream.ReadByte();
        var stem = Path.GetFileNameWithoutExtension(file);
        var definition = new FunctionDefinition
        {
            Name = FunctionName.From(stem),
            Kind = options.Handler is null ? FunctionKind.Script : FunctionKind.Handler,
            Target = options.Handler is null ? file : Handler(file, stem, options.Handler),
            Root = Path.GetDirectoryName(file)!,
            Arguments = options.Handler is null ? options.Arguments : [],
        };
        return EventChooser.Choose(definition, options);
    }

    private static string Handler(string file, string stem, string given)
    {
        var name = given.Contains('.', StringComparison.Ordinal) ? given : $"{stem}.{given}";
        if (!name.StartsWith(stem + ".", StringComparison.Ordinal))
        {
            throw new FunctionException(
                $"--handler {given}: not in {file}; give {stem}.CALLABLE, or the folder instead of the script");
        }
        return HandlerName.Check(name, Path.GetDirectoryName(file)!, "--handler");
    }
}
