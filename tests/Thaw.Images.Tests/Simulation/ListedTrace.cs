using Thaw.Images.Traces;

namespace Thaw.Images.Tests.Simulation;

/// <summary>A trace that is written in a test: for each function its invocations.</summary>
internal sealed class ListedTrace(double seconds, Invocation[][] functions) : InvocationTrace
{
    public override string Source => "listed";

    public override IReadOnlyList<TracedFunction> Functions { get; } = [.. functions.Select((_, index) => new TracedFunction($"f{index}"))];

    public override double Seconds => seconds;

    public override InvocationReader Open(int index) => new Reader(functions[index]);

    private sealed class Reader(Invocation[] invocations) : InvocationReader
    {
        private int _at;

        protected override bool TryReadAny(out Invocation invocation)
        {
            invocation = _at < invocations.Length ? invocations[_at] : default;
            return _at++ < invocations.Length;
        }
    }
}
