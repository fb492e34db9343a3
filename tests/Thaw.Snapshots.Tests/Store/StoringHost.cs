using Thaw.Linux.Ownership;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>A Thaw process to be killed: <c>dotnet Thaw.Snapshots.Tests.dll STATE STORE</c> adds snapshots for ever, deletes every second one, and prints each name.</summary>
internal static class StoringHost
{
    public static int Main(string[] arguments)
    {
        using var ledger = OwnershipLedger.Open(arguments[0]);
        var store = SnapshotStore.Open(arguments[1], ledger, new SnapshotLimits(1 << 30, 3));
        for (var number = 1; ; number++)
        {
            using var work = store.CreateWorkFolder();
            var images = SampleImages.Write(Path.Combine(work.Path, "images"), [1, 2, (byte)(number >> 8), (byte)number]);
            var added = store.Add(images, new SnapshotDraft
            {
                Subject = new SnapshotSubject("t", "f", $"{number}", SnapshotKind.Function, 0),
                Software = TestStore.Software,
                Libraries = new Dictionary<string, string>(),
            });
            Console.WriteLine(added.Id);
            if (number % 2 == 0)
                store.Delete(added.Id);
        }
    }
}
