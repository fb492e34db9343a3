namespace Thaw.Testing;

/// <summary>The same as <see cref="RequiresFactAttribute"/> for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="RequiresFactAttribute(string[])"/>
    public RequiresTheoryAttribute(params string[] capabilities)
    {
        Capabilities = capabilities;
        Skip = TestCapabilities.ReasonToSkip(capabilities);
    }

    /// <summary>What the test needs.</summary>
    public IReadOnlyList<string> Capabilities { get; }
}
