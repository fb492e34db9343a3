using System.Security.Cryptography;
using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Layers;

/// <summary>What instances see at /opt: one layer's own folder, or one with the files of several, each a further name of the layer's.</summary>
/// <remarks>Members may be called from any thread; the layers' code has to be prepared.</remarks>
internal sealed class LayerFolders
{
    private readonly OnceEach<string, string> _made = new();
    private readonly CodeStore _code;
    private readonly string _folder;

    private LayerFolders(string folder, CodeStore code) => (_folder, _code) = (folder, code);

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    public static LayerFolders Open(string folder, CodeStore code)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        return new LayerFolders(folder, code);
    }

    /// <summary>The folder for some layers; null for none.</summary>
    /// <param name="layers">Lowest first: of a file that several have, the last one's is seen.</param>
    public string? Prepare(IReadOnlyList<FunctionLayer> layers) => layers.Count switch
    {
        0 => null,
        1 => _code.FolderOf(layers[0].CodeSha256),
        _ => _made.Get(NameOf(layers), name => FindOrMake(layers, Path.Combine(_folder, name))),
    };

    /// <summary>Removes what no version uses.</summary>
    public void KeepOnly(IEnumerable<FunctionVersion> versions)
    {
        var kept = versions.Select(version => version.Dependencies.Layers).Where(layers => layers.Count > 1).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(each => !kept.Contains(Path.GetFileName(each))).ToList())
        {
            _made.Forget(Path.GetFileName(folder));
            StoreFolder.Remove(folder);
        }
    }

    private static string NameOf(IReadOnlyList<FunctionLayer> layers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', layers.Select(layer => layer.CodeSha256)))))[..40];

    private string FindOrMake(IReadOnlyList<FunctionLayer> layers, string folder)
    {
        if (Directory.Exists(folder))
            return folder;
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            // From the highest down: what has a name already stays.
            foreach (var layer in layers.Reverse())
                Link(_code.FolderOf(layer.CodeSha256), temporary);
            StoreFolder.OpenFolders(temporary);
            StoreFolder.PutInPlace(temporary, folder);
            return folder;
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Link(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from).Where(file => !Path.Exists(Path.Combine(to, Path.GetFileName(file)))))
            HardLink.Create(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.EnumerateDirectories(from))
        {
            var target = Path.Combine(to, Path.GetFileName(inner));
            if (!File.Exists(target))
                Link(inner, Directory.CreateDirectory(target).FullName);
        }
    }
}
