using Thaw.Lab.Children;
using Thaw.Lab.Measures;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Lab.Tests;

/// <summary>A folder with experiments/ and functions/ of a test's own.</summary>
internal sealed class LabFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabFixture()
    {
        Directory.CreateDirectory(_folder.PathOf("experiments"));
        Directory.CreateDirectory(_folder.PathOf("functions"));
        Directory.CreateDirectory(_folder.PathOf("scratch"));
    }

    public LabRoot Root => LabRoot.Find(_folder.Path);

    public LabContext Context => new()
    {
        Root = Root,
        ExperimentFolder = Root.Experiments,
        Quick = true,
        ScratchFolder = _folder.PathOf("scratch"),
        Spawn = ChildProcess.Spawn,
        Thaw = new ThawCommand(["/bin/true"]),
        Progress = null,
        Cancellation = CancellationToken.None,
    };

    public string Write(string name, string content) => _folder.Write(name, content);

    /// <summary>Writes a function whose handler's source is given; answers its folder.</summary>
    public string WriteFunction(string name, string handler)
    {
        _folder.Write($"functions/{name}/thaw.yaml", "handler: handler.handler\npackages: []\nevents:\n  - {file: events/one.json, weight: 1}\n");
        _folder.Write($"functions/{name}/events/one.json", "{}");
        _folder.Write($"functions/{name}/handler.py", handler);
        return _folder.PathOf($"functions/{name}");
    }

    public void Dispose() => _folder.Dispose();
}
