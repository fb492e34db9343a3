using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>Cold starts of the function and the reference, in pairs that change their order: function-reference, reference-function.</summary>
internal sealed class PairedStarts
{
    private readonly PreparedFunction _function;
    private readonly ReferenceWorkload _reference;
    private readonly List<ColdStartPair> _pairs = [];

    public PairedStarts(PreparedFunction function, ReferenceWorkload reference) => (_function, _reference) = (function, reference);

    /// <summary>All pairs so far, in order.</summary>
    public IReadOnlyList<ColdStartPair> Pairs => _pairs;

    /// <summary>Adds a pair.</summary>
    public void Add(CancellationToken cancellation)
    {
        double function, reference;
        if (_pairs.Count % 2 == 0)
        {
            function = Function(cancellation);
            reference = _reference.InitMs(cancellation);
        }
        else
        {
            reference = _reference.InitMs(cancellation);
            function = Function(cancellation);
        }

        _pairs.Add(new ColdStartPair(Math.Max(function, ShortestMs), Math.Max(reference, ShortestMs)));
    }

    // The clock's own grain: a module that is empty can take less than it can tell, and its logarithm must exist.
    private const double ShortestMs = 0.001;

    private double Function(CancellationToken cancellation) => ColdStart.InitMs(_function, ByteCodeState.Warm, cancellation);
}
