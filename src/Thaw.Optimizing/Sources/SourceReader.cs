using System.ComponentModel;
using System.Diagnostics;
using Thaw.Functions;
using Thaw.Python.Interpreters;
using Thaw.Python.Marshalling;

namespace Thaw.Optimizing.Sources;

/// <summary>Asks the interpreter's own parser about source files.</summary>
/// <param name="interpreter">The function's interpreter.</param>
public sealed class SourceReader(Interpreter interpreter)
{
    private static string Script => Path.Combine(AppContext.BaseDirectory, "optimizing", "thaw_sources.py");

    /// <summary>Reads many files in one process of the interpreter. Nothing of the files is executed.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <returns>By file. One that can't be read or parsed is there too, with <see cref="SourceFacts.Problem"/> set.</returns>
    /// <exception cref="FunctionException">The interpreter can't be started, or failed.</exception>
    public IReadOnlyDictionary<string, SourceFacts> Read(IReadOnlyCollection<SourceRequest> files, CancellationToken cancellation)
    {
        var unique = files.DistinctBy(file => file.File).ToList();
        if (unique.Count == 0)
            return new Dictionary<string, SourceFacts>();

        var input = MarshalWriter.Write(unique.Select(file => (object?)new object?[] { file.Module, file.File, file.IsPackage }).ToArray());
        var output = (object?[])MarshalReader.Read(Ask(input, cancellation))!;
        return unique.Zip(output, (file, answer) => FactsMapping.ToFacts(file, answer))
            .ToDictionary(facts => facts.File);
    }

    private byte[] Ask(byte[] input, CancellationToken cancellation)
    {
        using var process = Start();
        using var killed = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = new MemoryStream();
        var copied = process.StandardOutput.BaseStream.CopyToAsync(output, CancellationToken.None);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; why is on its standard error.
        }
        copied.GetAwaiter().GetResult();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw Failed(errors.GetAwaiter().GetResult().Trim().Split('\n')[^1], null);
        return output.ToArray();
    }

    private Process Start()
    {
        // Isolated, without site: neither the environment nor installed packages have a say in how a file is parsed.
        var start = new ProcessStartInfo(interpreter.Executable, ["-I", "-S", "-B", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw Failed(error.Message, error);
        }
    }

    private FunctionException Failed(string reason, Exception? inner) =>
        new($"{interpreter.Executable}: cannot parse sources: {reason}; name another interpreter with --python", inner: inner);
}
