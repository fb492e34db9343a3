using Thaw.Hosting.Layers;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting.Functions;

/// <summary>Checks what a version is to be, and makes everything ready on the disk that its instances need.</summary>
/// <remarks>Members may be called from any thread. Work that takes long is done here, outside of any lock.</remarks>
internal sealed class VersionMaker(CodeStore code, VersionFiles files, LayerStore layers, SandboxPolicy policy)
{
    /// <summary>The version with other settings.</summary>
    /// <exception cref="HostingException">A value is wrong, or what it names is not here.</exception>
    public FunctionVersion WithSettings(FunctionVersion version, FunctionChange change)
    {
        var changed = change.ApplyTo(version);
        if (changed.Sandbox.RootFs.Length > 0 && (change.Packages ?? version.Dependencies.Packages).Count > 0)
            throw HostingException.Invalid("Debian packages are the host's, and a root file system takes their place; install them in there, and declare none");
        files.CheckRuntime(changed);
        if (changed.SnapStart && RuntimeCatalogue.Custom.Contains(changed.Runtime))
            throw HostingException.Invalid($"{changed.Runtime} is not supported for SnapStart enabled functions: its hooks are Python's");
        policy.Check(changed.Sandbox);
        return changed with { Dependencies = Resolve(version, change, changed.Runtime) };
    }

    /// <summary>The version with other code.</summary>
    /// <exception cref="HostingException">It is no usable zip.</exception>
    public FunctionVersion WithCode(FunctionVersion version, ReadOnlySpan<byte> zip)
    {
        var bytes = zip.Length;
        return version with { CodeSha256 = code.Add(zip), CodeBytes = bytes };
    }

    /// <summary>The same, without keeping the code.</summary>
    /// <exception cref="HostingException">It is no usable zip.</exception>
    public FunctionVersion Try(FunctionVersion version, ReadOnlySpan<byte> zip)
    {
        var bytes = zip.Length;
        return version with { CodeSha256 = code.Check(zip), CodeBytes = bytes };
    }

    /// <summary>Makes ready what a version's instances see.</summary>
    /// <exception cref="HostingException">Something is missing or damaged on the disk.</exception>
    public FunctionVersion Prepared(FunctionVersion version)
    {
        files.Prepare(version);
        return version;
    }

    private Dependencies Resolve(FunctionVersion version, FunctionChange change, string runtime)
    {
        var old = version.Dependencies;
        var packages = change.Packages ?? old.Packages;
        var isSame = version.CodeSha256.Length > 0 && runtime == version.Runtime && change.Packages is null;
        return new Dependencies
        {
            Layers = change.Layers is null ? old.Layers : [.. change.Layers.Select(arn => Find(arn, old))],
            Packages = packages,
            PackageLibraries = isSame ? old.PackageLibraries : files.AddPackages(runtime, packages),
        };
    }

    // One that was deleted meanwhile stays with the functions that have it.
    private FunctionLayer Find(string arn, Dependencies old)
    {
        if (old.Layers.FirstOrDefault(layer => layer.Arn == arn) is { } known)
            return known;
        var (name, number) = LayerStore.Parse(arn);
        return Layer.Reference(layers.Get(name, number ?? throw HostingException.Invalid($"'{arn}' does not say which version of the layer")));
    }
}
