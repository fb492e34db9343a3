using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Functions;
using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Rewriting.Corpus;

/// <summary>What the names of modules are.</summary>
/// <param name="Names">By module and name: a description of the value.</param>
/// <param name="Problems">By module: why it could not be imported.</param>
/// <param name="Stars">By module: what <c>from module import *</c> binds.</param>
internal sealed record CorpusNames(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Names,
    IReadOnlyDictionary<string, string> Problems,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Stars);

/// <summary>What thaw_corpus.py is to do.</summary>
internal sealed record CorpusJob(
    IReadOnlyList<string> Modules,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyList<string> Stars,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Names);

/// <summary>Imports modules in a fresh process of an interpreter.</summary>
internal sealed class CorpusProcess(Interpreter interpreter, string folder)
{
    public CorpusNames Import(
        IReadOnlyList<string> modules, IReadOnlyDictionary<string, string> sources, IReadOnlyList<string> stars,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? names, CancellationToken cancellation)
    {
        var (job, result) = (Path.Combine(folder, "job.json"), Path.Combine(folder, "result.json"));
        File.Delete(result);
        File.WriteAllText(job, JsonSerializer.Serialize(new CorpusJob(modules, sources, stars, names), CorpusJson.Default.CorpusJob));
        var script = Path.Combine(AppContext.BaseDirectory, "optimizing", "thaw_corpus.py");
        var start = new ProcessStartInfo(interpreter.Executable, ["-B", script, job, result])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        // The caller's own settings of Python must not change what is imported.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PYTHON", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        using var killed = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task.WaitAll([output, errors], CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (!File.Exists(result))
            throw new FunctionException($"importing {modules[0]} and others ended the process: {errors.Result.Trim().Split('\n')[^1]}");
        return JsonSerializer.Deserialize(File.ReadAllText(result), CorpusJson.Default.CorpusNames)!;
    }
}

/// <summary>JSON of the corpus.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CorpusJob))]
[JsonSerializable(typeof(CorpusNames))]
internal sealed partial class CorpusJson : JsonSerializerContext;
