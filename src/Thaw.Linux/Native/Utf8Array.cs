using System.Runtime.InteropServices;
using System.Text;

namespace Thaw.Linux.Native;

/// <summary>
/// A null-terminated array of null-terminated UTF-8 strings outside the managed heap, as argv and envp are.
/// One block holds the pointers and the bytes; it is freed on Dispose and must not be used after.
/// </summary>
internal sealed unsafe class Utf8Array : IDisposable
{
    private byte** _block;

    public Utf8Array(IReadOnlyList<string> items)
    {
        var pointers = (nuint)((items.Count + 1) * sizeof(byte*));
        var bytes = (nuint)items.Sum(item => Encoding.UTF8.GetByteCount(item) + 1);
        // Safe: the block is exactly as large as the pointers, the strings and their terminators, and only we write it.
        _block = (byte**)NativeMemory.AllocZeroed(pointers + bytes);
        var next = (byte*)_block + pointers;
        var left = (int)bytes;
        for (var i = 0; i < items.Count; i++)
        {
            _block[i] = next;
            var written = Encoding.UTF8.GetBytes(items[i], new Span<byte>(next, left)) + 1;
            next += written;
            left -= written;
        }
    }

    public byte** Pointer => _block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
