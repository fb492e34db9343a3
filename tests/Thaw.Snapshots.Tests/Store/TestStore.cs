using Thaw.Linux.Ownership;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;
using Thaw.Testing;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>A store in a folder of its own, with a library file that its snapshots depend on.</summary>
internal sealed class TestStore : IDisposable
{
    public static readonly SnapshotSoftware Software = new("3.11.2 sample", "4.2.1");

    private readonly TemporaryFolder _folder = new();
    private readonly OwnershipLedger _ledger;

    public TestStore(SnapshotLimits? limits = null, TimeProvider? time = null)
    {
        _ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        Library = _folder.Write("libsample.so", "code");
        Store = Open(limits, time);
    }

    public SnapshotStore Store { get; }

    public string Library { get; }

    public SnapshotConditions Here => new(SnapshotMachine.Current, Software, Locate);

    public string PathOf(string name) => _folder.PathOf(name);

    public SnapshotStore Open(SnapshotLimits? limits = null, TimeProvider? time = null) =>
        SnapshotStore.Open(_folder.PathOf("snapshots"), _ledger, limits ?? SnapshotLimits.Default, time);

    public string? Locate(string path) => path == "/usr/lib/libsample.so" ? Library : null;

    public SnapshotDraft Draft(string name = "f", string tenant = "t", string? parent = null, double savedMs = 100) => new()
    {
        Subject = new SnapshotSubject(tenant, name, "1", SnapshotKind.Function, 0),
        Parent = parent,
        Software = Software,
        Libraries = new Dictionary<string, string> { ["/usr/lib/libsample.so"] = Library },
        SavedMs = savedMs,
    };

    public SnapshotManifest Add(byte[] content, SnapshotDraft draft, uint pid = SampleImages.Pid)
    {
        using var work = Store.CreateWorkFolder();
        return Store.Add(SampleImages.Write(Path.Combine(work.Path, "images"), content, pid), draft);
    }

    /// <summary>A file of a snapshot.</summary>
    public string File(SnapshotManifest manifest, string name) => _folder.PathOf(Path.Combine("snapshots", "items", manifest.Id, name));

    /// <summary>Why a snapshot cannot be used; null when it can.</summary>
    public string? WhyNot(SnapshotManifest manifest, SnapshotConditions? conditions = null)
    {
        using var use = Store.TryUse(manifest.Id, conditions ?? Here, out var why);
        Assert.Equal(why is null, use is not null);
        return why;
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }
}
