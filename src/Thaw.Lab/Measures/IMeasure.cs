using Thaw.Lab.Experiments;

namespace Thaw.Lab.Measures;

/// <summary>A kind of measurement: it knows how to run, and which quantities come of it.</summary>
/// <remarks>To add a kind: implement this, and list it in <see cref="MeasureCatalogue"/>.</remarks>
public interface IMeasure
{
    /// <summary>Its name in experiments.</summary>
    string Name { get; }

    /// <summary>What it does, one sentence.</summary>
    string Description { get; }

    /// <summary>Names of the quantities that figures can be taken of.</summary>
    IReadOnlyList<string> Quantities { get; }

    /// <summary>Names of the settings that only this kind has.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>Runs it.</summary>
    /// <exception cref="LabException">It can't be run at all; one line says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    MeasureOutcome Run(Measurement measurement, LabContext context);
}
