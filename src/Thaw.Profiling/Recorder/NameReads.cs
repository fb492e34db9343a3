using Thaw.Functions;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Puts together which names the processes of the usage pass have read.</summary>
internal sealed class NameReads(FunctionDefinition function)
{
    private readonly Dictionary<(string Module, string Name, string? Reader), Entry> _reads = [];
    private bool _isComplete = true;

    /// <summary>All that was read; null if a process could not tell, since what it has read would look unused.</summary>
    public IReadOnlyList<NameRead>? All => _isComplete ? [.. _reads.Values.Select(entry => entry.ToRead())] : null;

    /// <summary>Takes what one process has left.</summary>
    public void Add(AgentRun run)
    {
        if (!run.Records.TryGetValue("reads", out object?[]? record))
        {
            _isComplete = false;
            return;
        }

        foreach (object?[] item in ((object?[])record[1]!).OfType<object?[]>())
        {
            bool atImport = (bool)item[8]!;
            string file = (string)item[4]!;
            var key = ((string)item[2]!, (string)item[3]!, atImport ? file : null);
            if (!_reads.TryGetValue(key, out Entry? entry))
            {
                var site = new CallSite(file, (int)(long)item[5]!, (string)item[6]!);
                _reads.Add(key, entry = new Entry(key.Item1, key.Item2, atImport, site));
            }

            entry.Note(atImport ? null : function.Events[Math.Max(0, (int)(long)item[1]!)].Name, onlyInTypeChecks: (bool)item[7]!);
        }
    }

    private sealed class Entry(string module, string name, bool atImport, CallSite site)
    {
        private readonly SortedSet<string> _events = new(StringComparer.Ordinal);
        private bool _onlyInTypeChecks = true;

        public void Note(string? eventName, bool onlyInTypeChecks)
        {
            _onlyInTypeChecks &= onlyInTypeChecks;
            if (eventName is not null)
            {
                _events.Add(eventName);
            }
        }

        public NameRead ToRead() => new()
        {
            Module = module,
            Name = name,
            AtImport = atImport,
            OnlyInTypeChecks = _onlyInTypeChecks,
            Events = [.. _events],
            Site = site,
        };
    }
}
