using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>
/// A shell that waits on a pipe of which Thaw alone has the other end. However Thaw ends, kill -9 included, the pipe
/// closes; then the shell kills and deletes what the ledger still records. It has a session of its own, so signals to
/// Thaw's terminal or group do not reach it, and holds none of Thaw's descriptors, so readers of Thaw's output see its end.
/// </summary>
internal sealed class Guardian : IDisposable
{
    private readonly ChildProcess _shell;
    private readonly SafeFileHandle _lifeline;

    private Guardian(ChildProcess shell, SafeFileHandle lifeline)
    {
        _shell = shell;
        _lifeline = lifeline;
    }

    public int Pid => _shell.Pid;

    public static Guardian Start(string ledgerPath, string token)
    {
        var (read, write) = Descriptors.Pipe();
        using (read)
        {
            var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C" };
            var request = new SpawnRequest("/bin/sh", ["-c", Script, "thaw-guardian", ledgerPath, token], environment)
            {
                // Not Thaw's folder: it may have to be deleted or unmounted while the guardian lives.
                WorkingDirectory = "/",
            };
            return new Guardian(ChildProcess.SpawnWith(request, (int)read.DangerousGetHandle(), ownSession: true), write);
        }
    }

    /// <summary>Lets the guardian end. The ledger must be gone by now, or it acts on it.</summary>
    public void Dispose()
    {
        _lifeline.Dispose();
        _shell.WaitForExit(Timeout.InfiniteTimeSpan);
        _shell.Dispose();
    }

    /// <summary>$1 is the ledger, $2 the token. The rules are those of <see cref="OwnedProcesses.Find"/>.</summary>
    private static string Script { get; } = ReadScript();

    private static string ReadScript()
    {
        using var stream = typeof(Guardian).Assembly.GetManifestResourceStream("Thaw.Linux.Ownership.guardian.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
