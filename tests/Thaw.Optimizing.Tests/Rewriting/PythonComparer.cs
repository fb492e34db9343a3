using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>One long-lived Python process that imports original and rewritten modules, each in a fork of its own.</summary>
internal sealed class PythonComparer : IDisposable
{
    private readonly Process _process;

    public PythonComparer(string executable)
    {
        _process = Process.Start(new ProcessStartInfo(executable, ["-B", "-X", "utf8", Repository.PathOf("tests/Thaw.Optimizing.Tests/Python/compare_modules.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>What each folder's module shows.</summary>
    public IReadOnlyList<JsonNode> Look(IReadOnlyList<string> folders, string module, IReadOnlyList<string> run, IReadOnlyList<string>? lists = null, bool star = true)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { folders, module, run, lists, star }));
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the comparing process ended");
        return [.. JsonNode.Parse(line)!.AsArray().Select(node => node!)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
