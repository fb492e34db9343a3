using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Recorder;

/// <summary>Import statements by identity.</summary>
internal sealed class StatementTable
{
    private readonly Dictionary<StatementKey, int> _indices = [];
    private readonly List<ImportStatement> _statements = [];

    public IReadOnlyList<ImportStatement> All => _statements;

    public int Add(StatementKey key)
    {
        if (!_indices.TryGetValue(key, out int index))
        {
            index = _statements.Count;
            _indices.Add(key, index);
            _statements.Add(new ImportStatement(index, key.Module, key.File, key.Line, key.Function));
        }

        return index;
    }
}
