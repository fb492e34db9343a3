using Thaw.Optimizing.Packaging;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Pipeline;

/// <summary>A package that was made to be tried, ready to run; removed when disposed.</summary>
internal sealed class TrialPackage(BuiltPackage built, PreparedFunction prepared, string cacheFolder) : IDisposable
{
    /// <summary>The package.</summary>
    public BuiltPackage Built => built;

    /// <summary>Starts processes with it.</summary>
    public PreparedFunction Prepared => prepared;

    /// <inheritdoc/>
    public void Dispose()
    {
        prepared.Dispose();
        Directory.Delete(built.Folder, recursive: true);
        foreach (var tree in ByteCodeOf(built.Folder))
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    /// <summary>Byte code is kept by path between runs of Thaw; that of a folder which is gone would only fill the disk.</summary>
    private IEnumerable<string> ByteCodeOf(string folder)
    {
        var kept = Path.Combine(cacheFolder, "bytecode");
        return Directory.Exists(kept)
            ? Directory.GetDirectories(kept).Select(version => Path.Combine(version, folder.TrimStart('/'))).Where(Directory.Exists)
            : [];
    }
}
