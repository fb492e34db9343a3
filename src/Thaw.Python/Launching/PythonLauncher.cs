using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Functions;
using Thaw.Linux.Files;
using Thaw.Linux.Processes;
using Thaw.Python.Environments;
using Thaw.Python.Marshalling;

namespace Thaw.Python.Launching;

/// <summary>Starts Python processes with a function in them: the one way in which Thaw does it.</summary>
/// <remarks>Runs may overlap: each has files of its own in the scratch folder.</remarks>
public sealed class PythonLauncher
{
    /// <summary>Ticks whose time is kept: an hour at the default rate.</summary>
    private const int LoggedTicks = 1_000_000;

    private readonly FunctionDefinition _function;
    private readonly PythonEnvironment _environment;
    private readonly ByteCodeCache _byteCode;
    private readonly string _scratchFolder;
    private readonly Func<SpawnRequest, ChildProcess> _spawn;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly byte[][] _events;
    private int _runs;

    /// <summary>A launcher for one function in one environment.</summary>
    /// <param name="function">The function.</param>
    /// <param name="environment">What its interpreter sees.</param>
    /// <param name="byteCode">Where byte code lies.</param>
    /// <param name="scratchFolder">An existing folder for the files of runs.</param>
    /// <param name="spawn">Starts a process; by default without recording who owns it.</param>
    /// <param name="extraVariables">Environment variables beside the function's own, such as the addresses of its services.</param>
    public PythonLauncher(
        FunctionDefinition function,
        PythonEnvironment environment,
        ByteCodeCache byteCode,
        string scratchFolder,
        Func<SpawnRequest, ChildProcess>? spawn = null,
        IReadOnlyDictionary<string, string>? extraVariables = null)
    {
        _function = function;
        _environment = environment;
        _byteCode = byteCode;
        _scratchFolder = scratchFolder;
        _spawn = spawn ?? ChildProcess.Spawn;
        _variables = LaunchVariables.For(function, environment, extraVariables);
        _events = [.. function.Events.Select(item => MarshalWriter.Write(JsonDocument.Parse(item.Json).RootElement))];
    }

    /// <summary>Starts a process, waits for its end, and reads what it recorded.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <returns>The record; also of a process that failed, crashed or was killed for taking too long.</returns>
    /// <exception cref="SpawnException">The interpreter could not be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AgentRun Run(LaunchRequest request, CancellationToken cancellation = default)
    {
        string folder = Path.Combine(
            _scratchFolder, "run-" + Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        try
        {
            // Some files of the priming process may have been temporary, or there under another name.
            foreach (string file in request.Evict.Where(File.Exists))
            {
                PageCache.Evict(file);
            }

            return Run(request, folder, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private AgentRun Run(LaunchRequest request, string folder, CancellationToken cancellation)
    {
        string output = Path.Combine(folder, "records");
        string settings = Path.Combine(folder, "settings");
        string errors = request.StandardErrorPath ?? Path.Combine(folder, "stderr");
        string? children = request.FollowChildren ? Directory.CreateDirectory(Path.Combine(folder, "children")).FullName : null;
        File.WriteAllBytes(settings, MarshalWriter.Write(Settings(request, output, children)));

        using ChildProcess child = _spawn(Spawn(request, settings, errors));
        long[] ticks = [];
        ChildExit? exit = null;
        SignalTicker? ticker = request.Mode == AgentMode.Samples
            ? new SignalTicker(child, request.Signal, request.SampleRatePerSecond, LoggedTicks)
            : null;
        try
        {
            // Without an exit it took too long: the run's record says so.
            exit = RunLimits.WaitForExit(child, request, output, cancellation);
        }
        finally
        {
            ticker?.Dispose();
            ticks = ticker is null ? [] : ticker.SentAtNs.ToArray();
            // Alone, too: a function may have moved itself to another group.
            child.SendSignal(Signals.Kill);
            // Also after a normal end: what the function left running in its group ends with it.
            child.KillGroup();
        }

        AgentRun run = AgentOutput.Read(output, child.SpawnedAtNs, exit, ticks, Tail(errors));
        return children is null ? run : run with { Children = ChildRun.ReadAll(children) };
    }

    private SpawnRequest Spawn(LaunchRequest request, string settings, string errors)
    {
        string byteCode = _byteCode.FolderFor(request.ByteCode);
        var arguments = new List<string> { "-X", "pycache_prefix=" + byteCode };
        var variables = new Dictionary<string, string>(_variables);
        // The same for interpreters that the function starts (multiprocessing): options do not reach them.
        variables.TryAdd("PYTHONPYCACHEPREFIX", byteCode);
        if (request.ByteCode != ByteCodeState.Priming)
        {
            arguments.Add("-B");
            variables.TryAdd("PYTHONDONTWRITEBYTECODE", "1");
        }

        arguments.AddRange(["-c", AgentFiles.Command, settings]);
        return new SpawnRequest(_environment.Executable, arguments, variables)
        {
            WorkingDirectory = _function.WorkingFolder ?? _function.Root,
            StandardErrorPath = errors,
            StandardOutputPath = request.StandardOutputPath ?? "/dev/null",
        };
    }

    private Dictionary<string, object?> Settings(LaunchRequest request, string output, string? children) => new()
    {
        ["mode"] = request.Mode.ToString().ToLowerInvariant(),
        ["kind"] = _function.Kind.ToString().ToLowerInvariant(),
        ["target"] = _function.Target,
        ["root"] = _function.Root,
        ["argv"] = Arguments(),
        ["output"] = output,
        ["name"] = _function.Name,
        ["memory"] = _function.MemoryMb,
        ["timeout_ms"] = (long)_function.Timeout.TotalMilliseconds,
        ["invocations"] = request.Invocations.Select(index => (object)new object[] { index, _events[index] }).ToArray(),
        ["results"] = request.WantResults ? request.Invocations.Distinct().ToArray() : [],
        ["signal"] = request.Signal,
        ["heap"] = request.CountHeap,
        ["whole_init"] = request.WholeInit,
        ["prelude"] = request.Prelude,
        ["files"] = request.WantFiles,
        ["children"] = children,
        ["probe"] = request.Probe,
        ["arguments"] = request.ProbeArguments,
    };

    private string[] Arguments() => _function.Kind == FunctionKind.Handler
        ? [Path.Combine(_function.Root, "bootstrap.py")]
        : [_function.Target, .. _function.Arguments];

    private static string Tail(string path)
    {
        const int Most = 2000;
        if (!File.Exists(path))
        {
            return "";
        }

        using FileStream file = File.OpenRead(path);
        file.Seek(-Math.Min(Most, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
