using System.Globalization;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Figures;

/// <summary>What a publication claims for the same comparison, and whether a measured figure bears it out.</summary>
/// <param name="What">What it is of, in a few words.</param>
/// <param name="Least">The smallest number that is published, in the figure's unit.</param>
/// <param name="Most">The largest.</param>
/// <param name="Source">Where it is published.</param>
/// <param name="Differently">What was done differently there or here, for when the size does not hold; may be null.</param>
public sealed record PublishedClaim(string What, double Least, double Most, string Source, string? Differently)
{
    // Of the published ends: as much as one machine differs from itself between two days.
    private const double Tolerance = 0.1;

    /// <summary>The published numbers, to be shown beside the figure.</summary>
    public IEnumerable<PublishedReference> References => Least == Most
        ? [new PublishedReference(What, Least, Source)]
        : [new PublishedReference($"{What}, least", Least, Source), new PublishedReference($"{What}, most", Most, Source)];

    /// <summary>Whether the direction holds (on the same side of no effect as what is published), and whether the size does.</summary>
    /// <param name="estimate">What was measured; its interval counts.</param>
    /// <param name="unit">The figure's: without an effect a ratio is 1, anything else 0.</param>
    /// <returns>One sentence.</returns>
    public string Verdict(Estimate estimate, string unit)
    {
        var nothing = unit == "ratio" ? 1 : 0;
        var numbers = $"{Text(estimate.Value, unit)} here, {(Least == Most ? "" : Text(Least, unit) + " to ")}{Text(Most, unit)} published ({What})";
        if (Math.Sign(estimate.Value - nothing) != Math.Sign(((Least + Most) / 2) - nothing))
            return $"the direction does not hold: {numbers}.";
        var (low, high) = (estimate.Low ?? estimate.Value, estimate.High ?? estimate.Value);
        if (low <= Most * (1 + Tolerance) && high >= Least * (1 - Tolerance))
            return $"direction and size hold: {numbers}.";
        var far = estimate.Value > Most
            ? $"{Number(estimate.Value / Most)} times the {(Least == Most ? "" : "largest ")}published"
            : $"{Number(estimate.Value / Least)} of the {(Least == Most ? "" : "smallest ")}published";
        return $"the direction holds, the size does not: {numbers}, {far}{(Differently is null ? "" : $"; {Differently}")}.";
    }

    private static string Text(double value, string unit) => unit == "share" ? $"{Number(100 * value)} %" : Number(value);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
