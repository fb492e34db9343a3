using Thaw.Hosting.Functions;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Layers;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Roots;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting;

/// <summary>What a host keeps of files for its functions.</summary>
/// <param name="Code">Zips of functions and layers.</param>
/// <param name="Layers">What is published.</param>
/// <param name="Files">All that instances see.</param>
internal sealed record HostStores(CodeStore Code, LayerStore Layers, VersionFiles Files)
{
    public static HostStores Open(string state, RuntimeCatalogue runtimes)
    {
        var libraries = LibraryStore.Open(Path.Combine(state, "libraries"));
        var code = CodeStore.Open(Path.Combine(state, "code"), libraries);
        var views = LibraryViews.Open(Path.Combine(state, "views"), libraries);
        var folders = LayerFolders.Open(Path.Combine(state, "layer-views"), code);
        var layers = LayerStore.Open(Path.Combine(state, "layers"));
        return new HostStores(code, layers, new VersionFiles(code, libraries, views, folders, runtimes, RootStore.Open(Path.Combine(state, "roots"))));
    }

    public VersionMaker Maker(SandboxPolicy policy) => new(Code, Files, Layers, policy);

    public StoreCollector Collector(FunctionStore functions, FunctionInvoker invoker) => new(
        Files,
        () => [.. functions.All.SelectMany(function => function.Versions.Prepend(function.Latest)), .. invoker.Running],
        () => Layers.All.SelectMany(layer => layer.Versions).Select(version => version.CodeSha256),
        functions.Damaged.Count + Layers.Damaged.Count == 0);
}
