using System.Text.Json;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Lab.Stubbing;

/// <summary>An import statement that can be made to cost nothing in a measured process.</summary>
/// <remarks>
/// Only the statement goes: in the one source file that holds it, the names that it binds get what is loaded already,
/// or a stub where nothing is. Whoever else imports the same modules still loads them, as the dominators of the import
/// graph have it. Both sides of a comparison get their code of that file in the same way (see thaw_lab_stub.py).
/// </remarks>
internal sealed record StubbedImport
{
    /// <summary>The statement.</summary>
    public required ImportStatement Statement { get; init; }

    /// <summary>To be run before the function: the file as it is. Null with <see cref="Problem"/>.</summary>
    public required string? OriginalPrelude { get; init; }

    /// <summary>To be run before the function: the file without the statement. Null with <see cref="Problem"/>.</summary>
    public required string? StubbedPrelude { get; init; }

    /// <summary>Why the statement can't be replaced, one line; otherwise null.</summary>
    public required string? Problem { get; init; }

    /// <summary>What the initialisation called of the stub in the last run; null if nothing, decorators aside.</summary>
    public string? Called() => StubbedPrelude is { } prelude && File.Exists(CalledFile(prelude)) ? File.ReadAllText(CalledFile(prelude)) : null;

    private static string CalledFile(string prelude) => Path.ChangeExtension(prelude, ".code.called");

    private static string ScriptFolder => Path.Combine(AppContext.BaseDirectory, "lab");

    /// <summary>Prepares statements of a function, all in one process, which loads the function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="folder">A folder for the code; created. It must be there as long as the preludes are used.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <exception cref="LabException">The function is no handler, or could not be loaded.</exception>
    public static IReadOnlyList<StubbedImport> Prepare(
        LabFunction function, IReadOnlyList<ImportStatement> statements, string folder, CancellationToken cancellation)
    {
        if (function.Prepared.Function.Kind != Thaw.Functions.FunctionKind.Handler)
            throw new LabException($"{function.Name}: imports can be stubbed in handlers only");

        Directory.CreateDirectory(folder);
        string script = Path.Combine(folder, "prepare.py");
        File.Copy(Path.Combine(ScriptFolder, "thaw_lab_stub_prepare.py"), script, overwrite: true);
        File.WriteAllText(script + ".json", JsonSerializer.Serialize(Plan(function, statements, folder), StubJson.Default.StubPlan));
        var run = function.TryRun(new LaunchRequest { Prelude = script }, cancellation);
        if (run.ReadyNs == 0)
            throw new LabException($"{function.Name}: could not be loaded to stub imports: {run.ErrorText.Trim().Split('\n')[^1]}");

        return [.. statements.Select((statement, index) => Read(statement, OutputOf(folder, index)))];
    }

    private static StubPlan Plan(LabFunction function, IReadOnlyList<ImportStatement> statements, string folder) => new(
        function.Prepared.Function.Target,
        Path.Combine(ScriptFolder, "thaw_lab_stub.py"),
        [.. statements.Select((statement, index) => new StubPlanEntry(statement.Module, statement.File, statement.Line, OutputOf(folder, index)))]);

    private static string OutputOf(string folder, int index) => Path.Combine(folder, FormattableString.Invariant($"statement-{index}"));

    private static StubbedImport Read(ImportStatement statement, string output)
    {
        string problem = output + ".problem";
        bool isReady = File.Exists(output + ".stubbed.py");
        return new StubbedImport
        {
            Statement = statement,
            OriginalPrelude = isReady ? output + ".original.py" : null,
            StubbedPrelude = isReady ? output + ".stubbed.py" : null,
            Problem = isReady ? null : File.Exists(problem) ? File.ReadAllText(problem) : "its code could not be made",
        };
    }
}
