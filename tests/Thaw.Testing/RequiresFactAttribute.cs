namespace Thaw.Testing;

/// <summary>A test that needs something which a machine may lack. It is skipped, with the reason, where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    /// <summary>Names what the test needs.</summary>
    /// <param name="capabilities">Names of <see cref="TestCapabilities"/>.</param>
    public RequiresFactAttribute(params string[] capabilities)
    {
        Capabilities = capabilities;
        Skip = TestCapabilities.ReasonToSkip(capabilities);
    }

    /// <summary>What the test needs.</summary>
    public IReadOnlyList<string> Capabilities { get; }
}
