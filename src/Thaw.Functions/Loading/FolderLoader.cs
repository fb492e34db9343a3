namespace Thaw.Functions.Loading;

/// <summary>Loads a function from its folder: from its manifest where there is one, otherwise by convention.</summary>
internal static class FolderLoader
{
    public static FunctionDefinition Load(string root, string name, FunctionLoadOptions options)
    {
        if (!Directory.EnumerateFileSystemEntries(root).Any())
            throw new FunctionException($"{root}: the folder is empty; give one that holds a function's code");
        var file = Path.Combine(root, FunctionLoader.ManifestName);
        var definition = File.Exists(file)
            ? ManifestReader.Read(file, root, FunctionName.From(name))
            : new FunctionDefinition { Name = FunctionName.From(name), Kind = FunctionKind.Handler, Target = "", Root = root };
        definition = ResolveTarget(definition, options);
        return EventChooser.Choose(definition, options);
    }

    private static FunctionDefinition ResolveTarget(FunctionDefinition definition, FunctionLoadOptions options)
    {
        if (options.Handler is not null && options.Module is not null)
            throw new FunctionException("--handler and -m exclude each other; give one of them");
        if (options.Module is { } module)
        {
            return definition with
            {
                Kind = FunctionKind.Module,
                Target = HandlerName.CheckModule(module),
                Arguments = options.Arguments,
            };
        }
        if (options.Arguments.Count > 0)
            throw new FunctionException(
                $"{options.Arguments[0]}: no option of this command, and arguments are for scripts and modules; a handler gets its input as events (--events)");
        var target = options.Handler is { } handler ? HandlerName.Check(handler, definition.Root, "--handler")
            : definition.Target.Length > 0 ? definition.Target
            : HandlerGuess.In(definition.Root);
        return definition with { Target = target };
    }
}
