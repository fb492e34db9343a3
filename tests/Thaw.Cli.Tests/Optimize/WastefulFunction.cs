namespace Thaw.Cli.Tests.Optimize;

/// <summary>Sources of functions on the standard library alone, with an import that nothing needs.</summary>
internal static class WastefulFunction
{
    /// <summary>Waits while it is loaded, as long as a heavy library computes: the load of the machine changes that little.</summary>
    public const string Waste = "import time\n\ntime.sleep(0.3)\n";

    /// <summary>Loads it and does not need it.</summary>
    public const string Handler = "import waste\n\n\ndef handler(event, context):\n    return {\"answer\": 42}\n";

    /// <summary>Writes one into the folder <c>f</c>.</summary>
    public static void Write(HardInputs.ThawProcess thaw, string handler = Handler)
    {
        thaw.WriteFunction(handler);
        thaw.Write("f/waste.py", Waste);
    }
}
