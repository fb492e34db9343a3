using System.Security.Cryptography;
using Thaw.Functions;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Packaging;

/// <summary>Makes deployment packages: a function's code, and over its libraries the files that are edited.</summary>
/// <remarks>The same input gives the same package, byte for byte. Nothing outside the package's folder is written.</remarks>
/// <param name="options">How.</param>
public sealed class PackageBuilder(PackageOptions options)
{
    /// <summary>Makes a package.</summary>
    /// <param name="original">The function; its folder is only read.</param>
    /// <param name="environment">What it runs in; only read.</param>
    /// <param name="edits">The statements to defer; what can't be is left alone and said in the modules' outcomes.</param>
    /// <param name="folder">Where it goes; an older package of Thaw's there is replaced in one step.</param>
    /// <param name="cancellation">Ends it; the folder is then as it was.</param>
    /// <exception cref="PackageException">The folder is something else, or can't be written.</exception>
    public BuiltPackage Build(
        FunctionDefinition original, PythonEnvironment environment, IReadOnlyCollection<ImportEdit> edits, string folder,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(edits);
        var final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var modules = Rewrite(original.Root, environment, edits, cancellation);
        PackagePlace.Write(final, made => Fill(original, environment, modules, made, cancellation));
        return new BuiltPackage(final, At(original, final), modules);
    }

    /// <summary>Makes a package that Thaw throws away: not synced, not compiled, in a folder that does not exist yet.</summary>
    internal BuiltPackage BuildForTrial(
        FunctionDefinition original, PythonEnvironment environment, IReadOnlyCollection<ImportEdit> edits, string folder,
        CancellationToken cancellation)
    {
        var modules = Rewrite(original.Root, environment, edits, cancellation);
        Directory.CreateDirectory(folder);
        CodeCopy.Copy(original.Root, folder);
        new OverlayWriter(original.Root, folder).Write(modules);
        return new BuiltPackage(folder, At(original, folder), modules);
    }

    /// <summary>Rewrites the modules of some edits; those in which nothing could be changed are there without a source.</summary>
    /// <param name="root">The folder of the function's own code.</param>
    /// <param name="environment">What it runs in.</param>
    /// <param name="edits">The statements to defer.</param>
    /// <param name="cancellation">Ends it.</param>
    public IReadOnlyList<RewrittenModule> Rewrite(
        string root, PythonEnvironment environment, IReadOnlyCollection<ImportEdit> edits, CancellationToken cancellation)
    {
        var facts = FactsOf(environment, edits, cancellation);
        var rewriting = new RewriteOptions
        {
            Style = options.Style,
            Python = Version.Parse(environment.Interpreter.MinorVersion),
            StarNames = options.StarNames,
            LoadedModules = options.LoadedModules,
            LoadedInside = options.LoadedInside,
            FindsSubmodules = true,
            Sources = facts.Values.DistinctBy(source => source.Module).ToDictionary(source => source.Module),
        };
        // The overlay of a library serves this interpreter alone.
        var ownRewriting = rewriting with { Oldest = options.OldestPython, DefersDefinitions = false };
        var rewriter = new ModuleRewriter();
        var byFile = edits.ToLookup(edit => edit.File, StringComparer.Ordinal);
        return
        [
            .. byFile.Select(group => group.Key).Union(Bereft(edits)).Order(StringComparer.Ordinal)
                .Select(file => (Facts: facts[file], New: rewriter.Rewrite(facts[file], [.. byFile[file]], OverlayWriter.IsOwn(root, file) ? ownRewriting : rewriting)))
                .Select(module => OverlayWriter.IsOwn(root, module.New.File)
                    ? module.New
                    : ModuleName.Found(LedOn(module.Facts, module.New), environment.SitePackages)),
        ];
    }

    /// <summary>Files of packages that have to find modules which nothing loads any more.</summary>
    private IEnumerable<string> Bereft(IReadOnlyCollection<ImportEdit> edits) =>
        options.Bereft?.Invoke(edits) is { Count: > 0 } packages
            ? options.Facts.Values.Where(source => source is { IsPackage: true, Problem: null } && packages.Contains(source.Module)).Select(source => source.File)
            : [];

    private static RewrittenModule LedOn(SourceFacts facts, RewrittenModule module)
    {
        if (module.Source is null)
        {
            return module;
        }

        return LeadOn.Insert(facts, module.Source) is { } text
            ? module with { Source = text }
            : module with
            {
                Source = null,
                Outcomes = [.. module.Outcomes.Select(outcome => outcome with { Applied = null, Reason = "no line of the file has a place for what leads on to the original" })],
            };
    }

    /// <summary>A function as it is loaded from another folder.</summary>
    internal static FunctionDefinition At(FunctionDefinition original, string folder) => original with
    {
        Root = folder,
        WorkingFolder = original.WorkingFolder == original.Root ? folder : original.WorkingFolder,
    };

    private IReadOnlyDictionary<string, SourceFacts> FactsOf(
        PythonEnvironment environment, IReadOnlyCollection<ImportEdit> edits, CancellationToken cancellation)
    {
        SourceRequest[] missing =
        [
            .. edits.Where(edit => !options.Facts.ContainsKey(edit.File)).DistinctBy(edit => edit.File)
                .Select(edit => new SourceRequest(edit.Module, edit.File, Path.GetFileName(edit.File) == "__init__.py")),
        ];
        if (missing.Length == 0)
        {
            return options.Facts;
        }

        var read = new SourceReader(environment.Interpreter).Read(missing, cancellation);
        return options.Facts.Concat(read).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    private void Fill(
        FunctionDefinition original, PythonEnvironment environment, IReadOnlyList<RewrittenModule> modules, string folder,
        CancellationToken cancellation)
    {
        CodeCopy.Copy(original.Root, folder);
        new OverlayWriter(original.Root, folder).Write(modules);
        cancellation.ThrowIfCancellationRequested();
        PackageCompiler.Compile(environment, folder);

        var manifest = new PackageManifest
        {
            ThawVersion = ThawBuild.Version,
            Function = original.Name,
            Python = environment.Interpreter.CacheTag,
            Edits = [.. modules.SelectMany(module => Edits(original.Root, module))],
            Preload = options.Preload,
            Files = [.. FilesOf(folder)],
        };
        File.WriteAllText(Path.Combine(folder, PackageManifest.FileName), manifest.ToText());
    }

    private static IEnumerable<PackagedEdit> Edits(string root, RewrittenModule module) =>
        from outcome in module.Outcomes
        where outcome.Applied is not null
        select new PackagedEdit(
            module.Module, OverlayWriter.PlaceOf(root, module), outcome.Edit.Line, outcome.Applied!.Value.ToString().ToLowerInvariant());

    private static IEnumerable<PackagedFile> FilesOf(string folder)
    {
        var skipLinks = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(folder, "*", skipLinks).Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(path);
            yield return new PackagedFile(Path.GetRelativePath(folder, path), stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
    }
}
