using System.Diagnostics;
using System.Globalization;
using Thaw.Testing;

namespace Thaw.Cli.Tests.HardInputs;

/// <summary>The command line as a process of its own, with folders of its own, so that what it leaves can be seen.</summary>
internal sealed class ThawProcess : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ThawProcess()
    {
        foreach (string name in (string[])["state", "home", "tmp", "f"])
        {
            Directory.CreateDirectory(_folder.PathOf(name));
        }
    }

    public string PathOf(string name) => _folder.PathOf(name);

    public void Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A function without dependencies.</summary>
    public void WriteFunction(string handler, string folder = "f")
    {
        Write(folder + "/handler.py", handler);
        Write(folder + "/thaw.yaml", "handler: handler.handler\npackages: []\n");
    }

    /// <summary>Runs to the end; a wrapper is a shell command that ends in <c>exec "$@"</c>.</summary>
    public CommandRun Run(string? wrapper, params string[] arguments)
    {
        using Process process = Start(wrapper, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output, error.Result);
    }

    public Process Start(string? wrapper, params string[] arguments)
    {
        string[] command = [Path.Combine(AppContext.BaseDirectory, "thaw"), .. arguments];
        string[] all = wrapper is null ? command : ["/bin/sh", "-c", wrapper, "sh", .. command];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["THAW_STATE"] = PathOf("state");
        start.Environment["THAW_HOME"] = PathOf("home");
        start.Environment["TMPDIR"] = PathOf("tmp");
        start.Environment["THAW_CACHE"] = Repository.PathOf("artifacts/test-cache");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return Process.Start(start)!;
    }

    public static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>No process that Thaw started, no ledger, no scratch folder, no half of a recording.</summary>
    public void AssertNothingLeft()
    {
        Assert.Empty(Directory.EnumerateFiles(PathOf("state"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(PathOf("tmp"), "thaw-*"));
        AssertNoTemporaryRecording();
        // Killed, though one may still be on its way out.
        ProcessFacts.WaitUntil(() => !Directory.EnumerateDirectories("/proc").Any(IsOurs), "a process of the recording still runs");
    }

    /// <summary>No half of a recording beside where it would have been.</summary>
    public void AssertNoTemporaryRecording() => Assert.DoesNotContain(
        Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)),
        name => name.EndsWith(".tmp", StringComparison.Ordinal) || name.StartsWith("thaw-", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    /// <summary>A process in the function's folder.</summary>
    private bool IsOurs(string process)
    {
        try
        {
            return new FileInfo(process + "/cwd").LinkTarget is { } folder && folder.StartsWith(_folder.Path, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
