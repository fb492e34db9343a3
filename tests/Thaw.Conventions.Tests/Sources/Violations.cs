namespace Thaw.Conventions.Tests.Sources;

/// <summary>Fails a test with every breach of a convention at once, a line each, so that one run is enough to mend them.</summary>
internal static class Violations
{
    /// <summary>Passes only when there are none.</summary>
    public static void None(IEnumerable<string> violations, string convention)
    {
        var all = violations.Distinct().ToList();
        Assert.True(all.Count == 0, $"{convention}; {all.Count} breaches:\n{string.Join('\n', all)}");
    }
}
