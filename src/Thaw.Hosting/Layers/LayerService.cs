using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;

namespace Thaw.Hosting.Layers;

/// <summary>What can be done to layers. Every change is on the disk when its call returns.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class LayerService
{
    private readonly LayerStore _layers;
    private readonly CodeStore _code;
    private readonly StoreCollector _collector;
    private readonly TimeProvider _time;

    internal LayerService(LayerStore layers, CodeStore code, StoreCollector collector, TimeProvider time) =>
        (_layers, _code, _collector, _time) = (layers, code, collector, time);

    /// <summary>All layers that have a version, by name.</summary>
    public IReadOnlyList<Layer> All => _layers.All;

    /// <summary>Publishes a version of a layer.</summary>
    /// <param name="name">The layer's name, or its ARN.</param>
    /// <param name="zip">What /opt shall hold.</param>
    /// <param name="describe">Adds what else is said about it.</param>
    /// <exception cref="HostingException">The name or the zip is wrong.</exception>
    public LayerVersion Publish(string name, ReadOnlyMemory<byte> zip, Func<LayerVersion, LayerVersion> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        var (layer, _) = LayerStore.Parse(name);
        return _collector.Deploy(() =>
        {
            var hash = _code.Add(zip.Span);
            return _layers.Publish(layer, number => describe(new LayerVersion(layer, number, hash, zip.Length, _time.GetUtcNow())));
        });
    }

    /// <summary>One version.</summary>
    /// <exception cref="HostingException">There is none.</exception>
    public LayerVersion Get(string name, int number) => _layers.Get(LayerStore.Parse(name).Name, number);

    /// <summary>The version that an ARN names.</summary>
    /// <exception cref="HostingException">There is none.</exception>
    public LayerVersion Get(string arn)
    {
        var (name, number) = LayerStore.Parse(arn);
        return _layers.Get(name, number ?? throw HostingException.Invalid($"'{arn}' does not say which version of the layer"));
    }

    /// <summary>The versions of a layer, newest first; empty when there is none of that name.</summary>
    /// <exception cref="HostingException">It is no name.</exception>
    public IReadOnlyList<LayerVersion> VersionsOf(string name) => _layers.VersionsOf(LayerStore.Parse(name).Name);

    /// <summary>Deletes a version; nothing happens when it is not there. Functions that use it keep it.</summary>
    /// <exception cref="HostingException">It is no name.</exception>
    public void Delete(string name, int number)
    {
        _layers.Delete(LayerStore.Parse(name).Name, number);
        _collector.Collect();
    }
}
