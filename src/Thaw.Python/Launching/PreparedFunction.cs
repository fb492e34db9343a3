using Thaw.Functions;
using Thaw.Linux.Ownership;
using Thaw.Python.Environments;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Launching;

/// <summary>What to run, and with which interpreter and dependencies.</summary>
public sealed record PrepareRequest
{
    /// <summary>A folder, a zip, or a script.</summary>
    public required string Path { get; init; }

    /// <summary>The function, where it is loaded already; then <see cref="Path"/> only names it.</summary>
    public FunctionDefinition? Function { get; init; }

    /// <summary>How to read it.</summary>
    public FunctionLoadOptions Load { get; init; } = new();

    /// <summary>The interpreter: a path, a version such as <c>3.13</c>, or null to choose one.</summary>
    public string? Python { get; init; }

    /// <summary>A requirements file whose packages are installed for this run; null for none.</summary>
    public string? Requirements { get; init; }
}

/// <summary>A function with everything that it takes to start processes with it; ends them and removes files when disposed.</summary>
/// <remarks>Its launcher may be used from several threads; disposing must come after.</remarks>
public sealed class PreparedFunction : IDisposable
{
    private readonly OwnedFolder _scratch;
    private readonly FunctionServices _services;

    private PreparedFunction(
        OwnershipLedger ledger, OwnedFolder scratch, FunctionServices services,
        FunctionDefinition function, PythonEnvironment environment, PythonLauncher launcher)
    {
        Ledger = ledger;
        _scratch = scratch;
        _services = services;
        Function = function;
        Environment = environment;
        Launcher = launcher;
    }

    /// <summary>The function.</summary>
    public FunctionDefinition Function { get; }

    /// <summary>What its interpreter sees.</summary>
    public PythonEnvironment Environment { get; }

    /// <summary>Starts processes with it.</summary>
    public PythonLauncher Launcher { get; }

    /// <summary>Environment variables that tell the function where its services are: other addresses in each preparation.</summary>
    public IReadOnlyDictionary<string, string> ServiceVariables => _services.Variables;

    /// <summary>Owns what this run makes and must not leave behind.</summary>
    public OwnershipLedger Ledger { get; }

    /// <summary>A folder for files of this run, removed when disposed.</summary>
    public string ScratchFolder => _scratch.Path;

    /// <summary>Loads the function, prepares its private environment, and starts its services.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cacheFolder">Where environments and byte code are kept between runs.</param>
    /// <returns>The prepared function.</returns>
    /// <exception cref="FunctionException">Something of it is missing or wrong; the message is one line.</exception>
    public static PreparedFunction Prepare(PrepareRequest request, string cacheFolder)
    {
        OwnershipLedger ledger = OwnershipLedger.Open(StateFolder.Default);
        OwnedFolder? scratch = null;
        try
        {
            scratch = ledger.CreateOwnedFolder("run");
            // Zips are unpacked by content into the cache: their paths, and so their byte code, stay from run to run.
            FunctionDefinition function = request.Function ?? FunctionLoader.Load(
                request.Path, request.Load with { ScratchFolder = System.IO.Path.Combine(cacheFolder, "packages") });
            return Prepare(request, cacheFolder, ledger, scratch, function);
        }
        catch
        {
            scratch?.Dispose();
            ledger.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _services.Dispose();
        _scratch.Dispose();
        Ledger.Dispose();
    }

    private static PreparedFunction Prepare(
        PrepareRequest request, string cacheFolder, OwnershipLedger ledger, OwnedFolder scratch, FunctionDefinition function)
    {
        PythonEnvironment environment = EnvironmentFor(request, cacheFolder, function);
        FunctionServices services = FunctionServices.Start(
            function, environment.Interpreter.Executable, ledger.Spawn, scratch.Path);
        try
        {
            var byteCode = new ByteCodeCache(cacheFolder, scratch.Path, environment);
            var launcher = new PythonLauncher(function, environment, byteCode, scratch.Path, ledger.Spawn, services.Variables);
            return new PreparedFunction(ledger, scratch, services, function, environment, launcher);
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    private static PythonEnvironment EnvironmentFor(PrepareRequest request, string cacheFolder, FunctionDefinition function)
    {
        Interpreter interpreter = InterpreterFinder.Choose(
            request.Python, function.PythonSpecifier, function.DeclaresPackages && request.Requirements is null, cacheFolder);
        if (request.Requirements is { } requirements)
        {
            return PythonEnvironments.ForRequirements(interpreter, requirements, cacheFolder);
        }

        return function.DeclaresPackages
            ? PythonEnvironments.ForDebianPackages(interpreter, function.Packages, cacheFolder)
            : PythonEnvironments.ForInterpreter(interpreter, function.Root);
    }
}
