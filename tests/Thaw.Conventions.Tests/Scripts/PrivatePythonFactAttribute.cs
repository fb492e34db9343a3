using Thaw.Testing;

namespace Thaw.Conventions.Tests.Scripts;

/// <summary>A test of an interpreter that ./test unpacked; skipped where it could not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrivatePythonFactAttribute : FactAttribute
{
    /// <summary>Asks for the interpreter of a version such as 3.13.</summary>
    public PrivatePythonFactAttribute(string version)
    {
        Version = version;
        if (!File.Exists(Wrapper(version)))
            Skip = $"absent: python{version}: {Wrapper(version)} is missing; eng/private-python says why";
    }

    /// <summary>The version asked for.</summary>
    public string Version { get; }

    /// <summary>What is started: the wrapper script of a private interpreter.</summary>
    public static string Wrapper(string version) => Path.Combine(
        Environment.GetEnvironmentVariable("THAW_PYTHONS") ?? Repository.PathOf("artifacts/pythons"),
        version,
        "bin",
        $"python{version}");
}
