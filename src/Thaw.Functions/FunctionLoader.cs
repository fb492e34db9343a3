using Thaw.Functions.Loading;

namespace Thaw.Functions;

/// <summary>Makes a <see cref="FunctionDefinition"/> of what a user points at.</summary>
public static class FunctionLoader
{
    /// <summary>The file in a function's folder that describes it.</summary>
    public const string ManifestName = "thaw.yaml";

    /// <summary>Loads and checks a function. No code of it runs.</summary>
    /// <param name="path">A folder (with or without <see cref="ManifestName"/>), a <c>.zip</c>, or a <c>.py</c> script.</param>
    /// <param name="options">What the user says beside the path.</param>
    /// <exception cref="FunctionException">Something is wrong with it; the message says what, where, and what to do.</exception>
    public static FunctionDefinition Load(string path, FunctionLoadOptions options)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new FunctionException($"{path.Replace('\0', '?')}: give a path to a function's folder, zip or script");
        try
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Directory.Exists(full))
                return FolderLoader.Load(full, Path.GetFileName(full), options);
            if (!File.Exists(full))
                throw new FunctionException($"{path}: no such file or folder; give a function's folder, zip or script");
            return LoadFile(full, path, options);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FunctionException($"{path}: {e.Message} Make it readable for this user", inner: e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new FunctionException($"{path}: cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Loads a program as a command line starts it. No code of it runs.</summary>
    /// <param name="script">The script's path; null for a module.</param>
    /// <param name="module">The module's name, as after <c>python -m</c>; ignored with a script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingFolder">The absolute folder that it is started in; a module is looked for there first.</param>
    /// <exception cref="FunctionException">Something is wrong with it; the message says what, where, and what to do.</exception>
    public static FunctionDefinition LoadProgram(string? script, string? module, IReadOnlyList<string> arguments, string workingFolder)
    {
        if (script is null)
            return ProgramLoader.Module(module ?? "", arguments, workingFolder);
        try
        {
            return ProgramLoader.Script(script, arguments, workingFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FunctionException($"{script}: cannot be read: {e.Message}", inner: e);
        }
    }

    private static FunctionDefinition LoadFile(string full, string path, FunctionLoadOptions options) =>
        Path.GetExtension(full).ToUpperInvariant() switch
        {
            ".PY" => ScriptLoader.Load(full, options),
            ".ZIP" => FolderLoader.Load(ZipUnpacker.Unpack(full, options), Path.GetFileNameWithoutExtension(full), options),
            _ => throw new FunctionException(
                $"{path}: neither a folder, nor a .zip, nor a .py script; give one of these"),
        };
}
