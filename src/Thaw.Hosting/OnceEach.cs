using System.Collections.Concurrent;

namespace Thaw.Hosting;

/// <summary>Makes something once for each key, also when several threads ask at the same time. A failure is not kept: what was wrong on the disk may be repaired, so the next one tries again.</summary>
/// <remarks>Members may be called from any thread. Those who ask while it is being made share its success or its failure.</remarks>
internal sealed class OnceEach<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<TValue>> _made = new();

    /// <summary>The keys of what was made, or is being made.</summary>
    public IEnumerable<TKey> Keys => _made.Keys;

    /// <summary>What was made for a key; makes it when nothing was.</summary>
    public TValue Get(TKey key, Func<TKey, TValue> make)
    {
        var asked = _made.GetOrAdd(key, each => new Lazy<TValue>(() => make(each)));
        try
        {
            return asked.Value;
        }
        catch
        {
            // This failure only: somebody may try again already.
            _made.TryRemove(KeyValuePair.Create(key, asked));
            throw;
        }
    }

    /// <summary>Makes it again when it is asked for the next time.</summary>
    public void Forget(TKey key) => _made.TryRemove(key, out _);
}
