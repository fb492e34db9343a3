using System.Runtime.InteropServices;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Sums samples by stack, phase, event and thread; memory only for the distinct ones.</summary>
internal sealed class SampleMerger
{
    private readonly Dictionary<Key, int> _places = [];
    private readonly List<Sum> _sums = [];

    /// <summary>Adds samples.</summary>
    public void Add(ReadOnlySpan<RawSample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            var key = new Key(sample.Node, sample.Event, sample.Thread, (sample.IsInvoke ? 2 : 0) | (sample.IsNative ? 1 : 0));
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out bool isKnown);
            if (!isKnown)
            {
                place = _sums.Count;
                _sums.Add(new Sum { Key = key });
            }

            ref var sum = ref CollectionsMarshal.AsSpan(_sums)[place];
            sum.Ticks += sample.Ticks;
            sum.WallUs += sample.WallUs;
            sum.CpuUs += sample.CpuUs;
        }
    }

    /// <summary>The weights, in the order in which their first samples came.</summary>
    public SampleWeight[] ToWeights()
    {
        var weights = new SampleWeight[_sums.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            var (key, sum) = (_sums[i].Key, _sums[i]);
            weights[i] = new SampleWeight(
                key.Node, SampleSections.PhaseName((key.Flags & 2) != 0), key.Event, key.Thread, (key.Flags & 1) != 0,
                sum.Ticks, sum.WallUs / 1000.0, sum.CpuUs / 1000.0);
        }

        return weights;
    }

    private readonly record struct Key(int Node, int Event, int Thread, int Flags)
    {
        // Node varies most; the others are small numbers, so that spreading them by odd factors is enough.
        public override int GetHashCode() => Node ^ (Event * 0x2f0b4c47) ^ (Thread * 0x5bd1e995) ^ (Flags << 29);
    }

    private struct Sum
    {
        public Key Key;
        public long Ticks;
        public long WallUs;
        public long CpuUs;
    }
}
