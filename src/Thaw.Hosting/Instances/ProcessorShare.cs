using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Instances;

/// <summary>How much of the processors an instance may use once it has started.</summary>
internal static class ProcessorShare
{
    // How much memory comes with one processor on AWS.
    private const double ProcessorMb = 1769;

    /// <summary>What the version says; otherwise by its memory as on AWS, but at least one unless the host wants it otherwise.</summary>
    public static double Of(FunctionVersion version, HostSettings settings)
    {
        var byMemory = version.MemoryMb / ProcessorMb;
        return version.Sandbox.Processors ?? (settings.LessThanOneProcessor ? byMemory : Math.Max(1, byMemory));
    }
}
