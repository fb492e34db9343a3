using System.Diagnostics;
using Thaw.Linux.Ownership;
using Thaw.Snapshots.Store;
using Thaw.Testing;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>Several processes with one store, and what is left when they are killed.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whenever_hosts_are_killed_the_store_is_sound_and_their_work_is_gone()
    {
        using var ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        var store = SnapshotStore.Open(_folder.PathOf("store"), ledger, SnapshotLimits.Default);
        for (var kill = 1; kill <= 3; kill++)
        {
            using var first = new Host(_folder);
            using var second = new Host(_folder);
            // Both have the key by now, whoever made it; after that, each is wherever it happens to be.
            for (var line = 0; line < 3 * kill; line++)
                (line % 2 == 0 ? first : second).ReadLine();
            first.Dispose();
            second.Dispose();
            foreach (var snapshot in store.All(out var damaged))
            {
                Assert.Empty(damaged);
                Assert.Empty(store.Verify(snapshot.Manifest.Id, _ => null));
            }
        }
        ProcessFacts.WaitUntil(() => !Directory.EnumerateFileSystemEntries(_folder.PathOf("store/work")).Any(), "work folders are left");
    }

    private sealed class Host(TemporaryFolder folder) : IDisposable
    {
        private readonly Process _process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(StoringHost).Assembly.Location, folder.PathOf("state"), folder.PathOf("store")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;

        public void ReadLine()
        {
            if (_process.StandardOutput.ReadLine() is null)
                Assert.Fail("a host ended: " + _process.StandardError.ReadToEnd());
        }

        // SIGKILL, whatever it is doing; again after that, nothing happens.
        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }
}
