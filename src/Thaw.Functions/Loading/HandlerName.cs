namespace Thaw.Functions.Loading;

/// <summary>Checks names of handlers and modules against the files of a function.</summary>
internal static class HandlerName
{
    /// <summary>Checks <c>module.callable</c> and that the module's file is there.</summary>
    /// <param name="handler">As the user wrote it; <c>folder/module.callable</c> is allowed, as on AWS Lambda.</param>
    /// <param name="root">The function's folder.</param>
    /// <param name="where">Where it was written, for messages.</param>
    /// <returns>The handler with dots only.</returns>
    public static string Check(string handler, string root, string where)
    {
        var dotted = handler.Replace('/', '.');
        var parts = dotted.Split('.');
        if (parts.Length < 2 || !parts.All(IsIdentifier))
        {
            throw new FunctionException(
                $"{where}: handler '{handler}' is not of the form module.callable; write for example handler.handler");
        }
        var module = parts[..^1];
        if (!Exists(root, module))
        {
            throw new FunctionException(
                $"{where}: handler '{handler}' needs {string.Join('/', module)}.py in {root}, which is not there; "
                + "correct the handler or add the file");
        }
        return dotted;
    }

    /// <summary>Checks the name of a module that is to run as <c>python -m</c> runs it.</summary>
    public static string CheckModule(string module)
    {
        // A module may also come from a library, so only one that can lie nowhere is refused.
        if (!module.Split('.').All(IsIdentifier))
            throw new FunctionException($"-m {module}: not the name of a module; write for example package.module");
        return module;
    }

    /// <summary>True for what Python accepts as a name, keywords aside.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(c => char.IsLetterOrDigit(c) || c == '_');

    private static bool Exists(string root, string[] module)
    {
        var stem = Path.Combine([root, .. module]);
        if (File.Exists(stem + ".py") || File.Exists(stem + ".pyc") || Directory.Exists(stem))
            return true;
        var folder = Path.GetDirectoryName(stem)!;
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, module[^1] + ".*.so").Any();
    }
}
