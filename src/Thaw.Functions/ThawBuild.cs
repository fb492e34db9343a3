using System.Reflection;

namespace Thaw.Functions;

/// <summary>Which Thaw this is.</summary>
public static class ThawBuild
{
    /// <summary>Its version, with the revision that it was built from where that was known; all of its parts have the same.</summary>
    public static string Version { get; } =
        typeof(ThawBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
