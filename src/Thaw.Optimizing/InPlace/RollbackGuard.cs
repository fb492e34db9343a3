using System.Diagnostics;

namespace Thaw.Optimizing.InPlace;

/// <summary>
/// A shell that makes the files of a record old again unless it is told to keep them: however Thaw ends, kill -9
/// included, the pipe to it closes, and nothing is left half edited. It has a session of its own, so signals to Thaw's
/// terminal or group do not reach it.
/// </summary>
/// <remarks>Used by one thread; Dispose waits until it is done.</remarks>
internal sealed class RollbackGuard : IDisposable
{
    private readonly Process _shell;

    private RollbackGuard(Process shell) => _shell = shell;

    /// <summary>Starts it. From here on the files are edited as a whole or not at all.</summary>
    public static RollbackGuard Start(EditRecord record)
    {
        var start = new ProcessStartInfo(
            "setsid", ["/bin/sh", "-c", Script, "thaw-rollback", record.Folder, .. record.Files.Select((_, index) => record.Target(index))])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        return new RollbackGuard(Process.Start(start)!);
    }

    /// <summary>All files are new: it ends and leaves them so.</summary>
    public void Keep()
    {
        _shell.StandardInput.WriteLine("keep");
        _shell.StandardInput.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private static string Script { get; } = ReadScript();

    private static string ReadScript()
    {
        using var stream = typeof(RollbackGuard).Assembly.GetManifestResourceStream("Thaw.Optimizing.InPlace.rollback.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
