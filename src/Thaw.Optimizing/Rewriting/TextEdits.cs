using System.Text;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Collects changes of a file's bytes; everything else stays as it is.</summary>
internal sealed class TextEdits
{
    private readonly List<(int Start, int Length, byte[] Bytes)> _edits = [];

    /// <summary>Puts text before a byte; what is put first at a place comes first.</summary>
    public void Insert(int offset, string text) => Replace(offset, offset, text);

    /// <summary>Puts text in the place of a stretch. Stretches must not overlap.</summary>
    public void Replace(int start, int end, string text) => _edits.Add((start, end - start, Encoding.UTF8.GetBytes(text)));

    /// <summary>The new bytes.</summary>
    /// <param name="original">The file.</param>
    public byte[] Apply(byte[] original)
    {
        var result = new MemoryStream(original.Length + 256);
        var position = 0;
        // OrderBy is stable: the order of calls decides at the same place.
        foreach (var (start, length, bytes) in _edits.OrderBy(edit => edit.Start))
        {
            result.Write(original, position, start - position);
            result.Write(bytes);
            position = start + length;
        }
        result.Write(original, position, original.Length - position);
        return result.ToArray();
    }
}
