using Thaw.Images.Simulation;

namespace Thaw.Cli.Images;

/// <summary>Costs of Thaw's sample functions, recorded on the machine that the README's figures are from.</summary>
internal static class ReferenceCosts
{
    private const string Resource = "Thaw.Cli.Images.reference-costs.json";

    /// <summary>Reads them.</summary>
    public static SimulationCosts Read()
    {
        using var reader = new StreamReader(typeof(ReferenceCosts).Assembly.GetManifestResourceStream(Resource)!);
        return CostsFile.Parse(reader.ReadToEnd(), Resource);
    }
}
