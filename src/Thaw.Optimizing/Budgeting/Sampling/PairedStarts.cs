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
        StartTime function;
        double reference;
        if (_pairs.Count % 2 == 0)
        {
            function = Function(cancellation);
            reference = _reference.OwnMs(cancellation);
        }
        else
        {
            reference = _reference.OwnMs(cancellation);
            function = Function(cancellation);
        }

        _pairs.Add(new ColdStartPair(function.OwnMs, reference, function.WallMs));
    }

    private StartTime Function(CancellationToken cancellation) => ColdStart.Init(_function, ByteCodeState.Warm, cancellation);
}
