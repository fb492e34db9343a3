using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Tests.Ownership;

/// <summary>
/// A Thaw process to be killed: <c>dotnet Thaw.Linux.Tests.dll STATE FIFO</c> owns a folder and children with descendants,
/// prints <c>FOLDER GUARDIAN PID PID …</c>, and waits for ever.
/// </summary>
internal static class LedgerHost
{
    // A grandchild in the group, one that left group and session, and one that also shed its environment but stayed.
    private const string Family =
        "sleep 1000 & a=$!; setsid sleep 1000 & b=$!; env -i sleep 1000 & c=$!; echo $$ $a $b $c > \"$0\"; wait";

    // A leader that ends and leaves a process without the token: only the group's number and session tell whose it is.
    private const string Left = "env -i sleep 1000 & echo $! > \"$0\"";

    public static int Main(string[] arguments)
    {
        var ledger = OwnershipLedger.Open(arguments[0]);
        var folder = ledger.CreateOwnedFolder("host", arguments[0]);
        Directory.CreateDirectory(Path.Combine(folder.Path, "a folder/inner"));
        File.WriteAllText(Path.Combine(folder.Path, "a folder/inner/file"), "content");
        using (ledger.CreateOwnedFolder("released", arguments[0]))
        {
        }
        var ready = arguments[1];
        ledger.Spawn(new SpawnRequest("/bin/sh", ["-c", Family], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" })
        {
            ArgumentZero = ready,
            WorkingDirectory = folder.Path,
        });
        var family = File.ReadAllText(ready).Trim();
        var left = ledger.Spawn(new SpawnRequest("/bin/sh", ["-c", Left], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" })
        {
            ArgumentZero = ready,
        });
        var leftPid = File.ReadAllText(ready).Trim();
        left.WaitForExit(Timeout.InfiniteTimeSpan);
        Console.WriteLine($"{folder.Path} {ledger.GuardianPid} {family} {leftPid}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
