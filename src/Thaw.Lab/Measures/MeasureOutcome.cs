using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What a measurement found: quantities, the raw samples that they rest on, and what had to be left out.</summary>
/// <remarks>For one thread.</remarks>
public sealed class MeasureOutcome
{
    private readonly Dictionary<(string Quantity, string? Variant), Estimate> _estimates = [];
    private readonly List<SampleSeries> _samples = [];
    private readonly List<LeftOut> _leftOut = [];
    private readonly List<LabNote> _notes = [];

    /// <summary>Versions of what took part, such as <c>python</c>.</summary>
    public Dictionary<string, string> Versions { get; } = [];

    /// <summary>The raw samples.</summary>
    public IReadOnlyList<SampleSeries> Samples => _samples;

    /// <summary>What was not measured, with the reason: nothing is dropped silently.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>Remarks that explain a figure, such as what was missed.</summary>
    public IReadOnlyList<LabNote> Notes => _notes;

    /// <summary>Sets a quantity.</summary>
    public void Set(string quantity, Estimate estimate, string? variant = null) => _estimates[(quantity, variant)] = estimate;

    /// <summary>A quantity, or null if it could not be had.</summary>
    public Estimate? Find(string quantity, string? variant) =>
        _estimates.TryGetValue((quantity, variant), out var estimate) ? estimate : null;

    /// <summary>Keeps raw samples.</summary>
    public void Keep(SampleSeries series) => _samples.Add(series);

    /// <summary>Adds a remark.</summary>
    public void Note(string subject, string text) => _notes.Add(new LabNote(subject, text));

    /// <summary>Says that something was left out.</summary>
    public void Omit(string what, string reason) => _leftOut.Add(new LeftOut(what, reason));
}

/// <summary>Raw samples of one thing.</summary>
/// <param name="Subject">What they are of: a function, or a statement as file:line.</param>
/// <param name="Variant">The variant, or what was counted.</param>
/// <param name="Quantity">Name with its unit, such as <c>initMs</c>.</param>
/// <param name="Values">In the order in which they were measured.</param>
public sealed record SampleSeries(string Subject, string Variant, string Quantity, IReadOnlyList<double> Values);

/// <summary>Something that a measurement had to leave out.</summary>
/// <param name="What">What it is.</param>
/// <param name="Reason">Why, one line.</param>
public sealed record LeftOut(string What, string Reason);

/// <summary>A remark that explains a figure.</summary>
/// <param name="Subject">What it is on, such as a function.</param>
/// <param name="Text">One line.</param>
public sealed record LabNote(string Subject, string Text);
