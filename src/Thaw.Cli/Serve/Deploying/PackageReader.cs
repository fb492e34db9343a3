using Thaw.Functions;
using Thaw.Functions.Templates;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>What a user says about a function to deploy, beside its path.</summary>
internal sealed record PackageOptions(string? Name, string? Handler, string? Runtime, string? Requirements, string? VirtualEnvironment, string? RootFs);

/// <summary>Makes what goes to a host of what a user points at.</summary>
internal sealed class PackageReader(HostDeployment host, PackageOptions options, string scratch)
{
    private const string Program = "bootstrap";
    private const string CustomRuntime = "provided";

    /// <summary>A function of a folder or a zip.</summary>
    /// <exception cref="FunctionException">Something of it is wrong.</exception>
    public async Task<Deployable> ReadAsync(string path)
    {
        if (IsProgram(path))
            return await OfProgramAsync(path);
        var function = FunctionLoader.Load(path, new FunctionLoadOptions { Handler = options.Handler, ScratchFolder = scratch });
        if (function.Kind != FunctionKind.Handler)
            throw new FunctionException($"{path}: a host runs handlers; give a folder or a zip with one");
        var folder = options.RootFs ?? function.Isolation.RootFs;
        var root = await RootAsync(folder);
        var runtime = options.Runtime ?? root?.Choose(function.Name, function.PythonSpecifier) ?? await host.ChooseAsync(function.Name, function.PythonSpecifier);
        return new Deployable(options.Name ?? function.Name.Replace('.', '-'), runtime, function.Target, await CodeAsync(path, function.Packages.Count == 0, runtime, folder))
        {
            RootFs = root?.Id,
            TimeoutSeconds = (int)Math.Ceiling(function.Timeout.TotalSeconds),
            // The least that the API knows.
            MemoryMb = Math.Max(128, function.MemoryMb),
            Environment = function.Environment,
            Packages = function.Packages,
            KeepAlive = function.KeepAlive?.ToString() ?? "",
            Image = function.Image?.ToString() ?? "",
            Isolation = function.Isolation,
            Services = function.Services,
        };
    }

    /// <summary>A function of a template.</summary>
    /// <param name="function">The function.</param>
    /// <param name="layers">ARNs of the template's own layers, by their ids.</param>
    public async Task<Deployable> ReadAsync(TemplateFunction function, IReadOnlyDictionary<string, string> layers) =>
        new(function.Name, function.Runtime, function.Handler, await CodeAsync(function.Folder, !IsCustom(function.Runtime), function.Runtime))
        {
            Description = function.Description,
            TimeoutSeconds = function.TimeoutSeconds,
            MemoryMb = function.MemoryMb,
            TemporaryMb = function.TemporaryMb,
            Environment = function.Environment,
            Layers = [.. function.Layers.Select(layer => layers.GetValueOrDefault(layer) ?? layer)],
            Url = function.Url,
            SnapStart = function.SnapStart,
            Release = function.Release,
        };

    /// <summary>The zip of a layer.</summary>
    public static byte[] LayerZip(string path) => File.Exists(path) ? File.ReadAllBytes(path) : CodeZip.Of(path, []);

    private static bool IsCustom(string runtime) => runtime.StartsWith(CustomRuntime, StringComparison.Ordinal);

    // The runtime says so, or the folder: it holds the program, and nothing that describes a function in Python.
    private bool IsProgram(string path) => options.Runtime is { } runtime
        ? IsCustom(runtime)
        : File.Exists(Path.Combine(path, Program)) && !File.Exists(Path.Combine(path, FunctionLoader.ManifestName));

    private async Task<DeployedRoot?> RootAsync(string? folder) => folder is null ? null : await host.PutRootAsync(folder, scratch);

    private async Task<Deployable> OfProgramAsync(string path)
    {
        if (!Path.Exists(path))
            throw new FunctionException($"{path}: no such file or folder; give a folder or a zip with an executable called {Program}");
        var name = options.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Replace('.', '-');
        var zip = File.Exists(path) ? File.ReadAllBytes(path) : CodeZip.Of(path, [], options.RootFs);
        return new Deployable(name, options.Runtime ?? CustomRuntime + ".al2023", options.Handler ?? Program, zip) { RootFs = (await RootAsync(options.RootFs))?.Id };
    }

    private async Task<byte[]> CodeAsync(string path, bool mayLook, string runtime, string? root = null)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && (options.Requirements ?? options.VirtualEnvironment) is not null)
            throw new FunctionException($"{path}: libraries can be added to a folder, not to a zip; give the folder");
        if (!isFolder)
            return File.ReadAllBytes(path);
        return CodeZip.Of(path, await LibrariesAsync(path, mayLook, runtime), root);
    }

    private async Task<IReadOnlyList<LibraryFile>> LibrariesAsync(string folder, bool mayLook, string runtime)
    {
        var requirements = options.Requirements ?? (mayLook && options.VirtualEnvironment is null ? LibrarySource.RequirementsIn(folder) : null);
        var environment = options.VirtualEnvironment ?? (mayLook && requirements is null ? LibrarySource.EnvironmentIn(folder) : null);
        if (requirements is null && environment is null)
            return [];
        var version = await host.PythonOfAsync(runtime);
        return requirements is not null ? LibrarySource.OfRequirements(requirements, version) : LibrarySource.OfEnvironment(Path.GetFullPath(environment!), version);
    }
}
