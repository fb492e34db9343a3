namespace Thaw.Profiling.Reports.Html;

/// <summary>Texts, each kept once and named by its index.</summary>
internal sealed class StringTable
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>All texts by index.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The index of a text; -1 for null.</summary>
    public int this[string? text]
    {
        get
        {
            if (text is null)
            {
                return -1;
            }

            if (!_index.TryGetValue(text, out var index))
            {
                index = _texts.Count;
                _index.Add(text, index);
                _texts.Add(text);
            }

            return index;
        }
    }
}
