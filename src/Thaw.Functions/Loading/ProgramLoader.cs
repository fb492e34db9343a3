namespace Thaw.Functions.Loading;

/// <summary>Loads a program as a command line starts it: from the folder that the user is in, with arguments.</summary>
internal static class ProgramLoader
{
    public static FunctionDefinition Script(string file, IReadOnlyList<string> arguments, string workingFolder)
    {
        // As the interpreter does it: the folder of the file that a link leads to comes first on the path.
        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
        using (var stream = File.OpenRead(target))
            _ = stream.ReadByte();
        return Choose(new FunctionDefinition
        {
            Name = FunctionName.From(Path.GetFileNameWithoutExtension(file)),
            Kind = FunctionKind.Script,
            Target = target,
            Root = Path.GetDirectoryName(target)!,
            WorkingFolder = workingFolder,
            Arguments = arguments,
        });
    }

    public static FunctionDefinition Module(string module, IReadOnlyList<string> arguments, string workingFolder) =>
        Choose(new FunctionDefinition
        {
            Name = FunctionName.From(module),
            Kind = FunctionKind.Module,
            Target = HandlerName.CheckModule(module),
            Root = workingFolder,
            Arguments = arguments,
        });

    private static FunctionDefinition Choose(FunctionDefinition definition) => EventChooser.Choose(definition, new FunctionLoadOptions());
}
