using Microsoft.Win32.SafeHandles;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Sources;

/// <summary>A local file.</summary>
/// <inheritdoc cref="IPageSource"/>
public sealed class FileSource : IPageSource
{
    private readonly SafeFileHandle _file;
    private readonly PageMemory? _mapped;

    private FileSource(SafeFileHandle file, string name, SourceAccess access)
    {
        _file = file;
        Name = name;
        Length = RandomAccess.GetLength(file) / PageBytes * PageBytes;
        _mapped = access == SourceAccess.Map && Length > 0 ? PageMemory.Map(file, Length) : null;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Length { get; }

    private static int PageBytes => UserFault.PageBytes;

    /// <summary>Opens a file by its path.</summary>
    /// <exception cref="PagerException">It cannot be opened.</exception>
    public static FileSource Open(string path, SourceAccess access)
    {
        try
        {
            return Over(PageFile.Open(path, access == SourceAccess.Direct).File, path, access);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PagerException($"no pages from {path}: {e.Message}", e);
        }
    }

    /// <summary>Takes a file, or memory that is one (memfd_create(2)), that is open; it belongs to the source then, whatever comes.</summary>
    /// <exception cref="PagerException">It cannot be mapped or has no length.</exception>
    public static FileSource Over(SafeFileHandle file, string name, SourceAccess access)
    {
        try
        {
            return new FileSource(file, name, access);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file.Dispose();
            throw new PagerException($"no pages from {name}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public PageSlice Slice(long offset, int length, PageMemory scratch)
    {
        if (_mapped is not null)
            return new PageSlice(_mapped, offset);
        ReadToScratch(offset, length, scratch);
        return new PageSlice(scratch, 0);
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> bytes, PageMemory scratch)
    {
        // By a read even of a mapped file: an access of ours to what was cut off would end this process.
        ReadToScratch(offset, bytes.Length, scratch);
        scratch.Span(0, bytes.Length).CopyTo(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mapped?.Dispose();
        _file.Dispose();
    }

    private void ReadToScratch(long offset, int length, PageMemory scratch)
    {
        try
        {
            if (scratch.Read(_file, offset, 0, length) == length)
                return;
        }
        catch (IOException e)
        {
            throw new PagerException($"{Name} cannot be read at {offset}: {e.Message}", e);
        }
        throw new PagerException($"{Name} ends before byte {offset + length}: it was cut off");
    }
}
