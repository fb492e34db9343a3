using Microsoft.Win32.SafeHandles;

namespace Thaw.Criu.Images.Pages;

/// <summary>Reads the pages that a map names.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
public sealed class PageReader : IDisposable
{
    private readonly PageMap _map;
    private readonly SafeFileHandle?[] _files;

    /// <summary>Reads from the files of a map; each is opened when its first page is read.</summary>
    public PageReader(PageMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        _map = map;
        _files = new SafeFileHandle?[map.Files.Count];
    }

    /// <summary>Reads one page.</summary>
    /// <param name="address">Any address within it.</param>
    /// <param name="page">Takes <see cref="PageMapFile.PageBytes"/> bytes.</param>
    /// <returns>False when it is stored nowhere; the buffer is then as it was.</returns>
    /// <exception cref="CriuImageException">The file is shorter than it was when the map was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryRead(ulong address, Span<byte> page)
    {
        var index = _map.Find(address);
        if (index < 0 || _map.Runs[index].File == PageRun.Zero)
            return false;
        var run = _map.Runs[index];
        var pages = (long)((address - run.Address) / PageMapFile.PageBytes);
        Read(run.File, run.Offset + (pages * PageMapFile.PageBytes), page[..PageMapFile.PageBytes]);
        return true;
    }

    /// <summary>Reads stored pages that follow one another.</summary>
    /// <param name="file">Index of the file in <see cref="PageMap.Files"/>.</param>
    /// <param name="offset">Where, in bytes.</param>
    /// <param name="pages">Filled to its end.</param>
    /// <exception cref="CriuImageException">The file is shorter than it was when the map was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(int file, long offset, Span<byte> pages)
    {
        var handle = _files[file] ??= File.OpenHandle(_map.Files[file]);
        for (var done = 0; done < pages.Length;)
        {
            var count = RandomAccess.Read(handle, pages[done..], offset + done);
            if (count == 0)
                throw new CriuImageException(_map.Files[file], offset + done, "the file ends here, and pages are missing");
            done += count;
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file?.Dispose();
    }
}
