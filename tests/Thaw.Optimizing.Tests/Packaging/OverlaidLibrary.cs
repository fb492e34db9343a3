using System.Diagnostics;
using Thaw.Functions;
using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Packaging;

/// <summary>A function with a library of a test in a virtual environment, and a package that edits the library.</summary>
internal sealed class OverlaidLibrary : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PreparedFunction> _prepared = [];

    /// <summary>Writes both.</summary>
    /// <param name="handler">The function's text; its handler returns what is compared.</param>
    /// <param name="library">The library's files, relative to site-packages.</param>
    public OverlaidLibrary(string handler, IReadOnlyDictionary<string, string> library)
    {
        _folder.Write("function/handler.py", handler);
        var start = new ProcessStartInfo("/usr/bin/python3", ["-m", "venv", "--without-pip", _folder.PathOf("venv")]);
        using (var making = Process.Start(start)!)
        {
            making.WaitForExit();
            Assert.Equal(0, making.ExitCode);
        }

        Libraries = Assert.Single(Directory.GetDirectories(_folder.PathOf("venv/lib"))) + "/site-packages";
        foreach (var (name, text) in library)
        {
            _folder.Write(Path.GetRelativePath(_folder.Path, Path.Combine(Libraries, name)), text);
        }

        Original = Prepare(new FunctionDefinition
        {
            Name = "test",
            Kind = FunctionKind.Handler,
            Target = "handler.handler",
            Root = _folder.PathOf("function"),
            Timeout = TimeSpan.FromSeconds(30),
            Events = [new FunctionEvent("event", "{}", 1, true, Holdout: false)],
        });
    }

    /// <summary>The folder of the library.</summary>
    public string Libraries { get; }

    public PreparedFunction Original { get; }

    private string FileOf(string name) => Path.Combine(Libraries, name);

    /// <summary>Makes the package, and asserts that each edit was made.</summary>
    /// <param name="options">How.</param>
    /// <param name="packages">Packages whose facts are wanted although nothing of them is edited.</param>
    /// <param name="edits">Module, file in the library, line.</param>
    public BuiltPackage Build(PackageOptions options, IReadOnlyList<string> packages, params (string Module, string File, int Line)[] edits)
    {
        var modules = edits.Select(edit => (edit.Module, edit.File)).Concat(packages.Select(name => (Module: name, File: name + "/__init__.py")));
        var facts = new SourceReader(Original.Environment.Interpreter).Read(
            [.. modules.Select(module => new SourceRequest(module.Module, FileOf(module.File), module.File.EndsWith("__init__.py", StringComparison.Ordinal)))],
            CancellationToken.None);
        var package = new PackageBuilder(options with { Facts = facts }).Build(
            Original.Function, Original.Environment, [.. edits.Select(edit => new ImportEdit(edit.Module, FileOf(edit.File), edit.Line))], _folder.PathOf("package"));
        Assert.All(package.Modules.SelectMany(module => module.Outcomes), outcome => Assert.True(outcome.Applied is not null, outcome.Reason));
        return package;
    }

    /// <summary>The text that the handler answers in a new process.</summary>
    public static string Answer(PreparedFunction function)
    {
        var run = function.Launcher.Run(new LaunchRequest { Invocations = [0], WantResults = true });
        Assert.All(run.Phases, phase => Assert.True(phase.Error is null, $"{phase.Name}: {phase.Error?.Type}: {phase.Error?.Message}"));
        return (string)run.Results[0].Data!;
    }

    public PreparedFunction Prepare(FunctionDefinition function)
    {
        var prepared = PreparedFunction.Prepare(
            new PrepareRequest { Path = function.Root, Python = _folder.PathOf("venv/bin/python3"), Function = function }, _folder.PathOf("cache"));
        _prepared.Add(prepared);
        return prepared;
    }

    public void Dispose()
    {
        _prepared.ForEach(function => function.Dispose());
        _folder.Dispose();
    }
}
