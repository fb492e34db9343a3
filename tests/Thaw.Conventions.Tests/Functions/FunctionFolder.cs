using Thaw.Conventions.Tests.Sources;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Thaw.Conventions.Tests.Functions;

/// <summary>A folder of functions/ with the settings of its thaw.yaml, read apart from Thaw's own reader.</summary>
internal sealed record FunctionFolder(string Path, FunctionSettings Settings)
{
    private const string File = "/thaw.yaml";

    /// <summary>Every folder directly below functions/ must hold settings.</summary>
    public static IReadOnlyList<FunctionFolder> All()
    {
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        return [.. TrackedFiles.Below("functions/", "")
            .Select(path => path.Split('/'))
            .Where(parts => parts.Length > 2)
            .Select(parts => $"functions/{parts[1]}")
            .Distinct()
            .Select(folder => new FunctionFolder(folder, reader.Deserialize<FunctionSettings>(TrackedFiles.Read(folder + File))))];
    }
}

/// <summary>The part of thaw.yaml that has conventions.</summary>
internal sealed class FunctionSettings
{
    /// <summary>module.callable.</summary>
    public string Handler { get; set; } = "";

    /// <summary>False where only benchmarks run the function.</summary>
    public bool Quick { get; set; } = true;

    /// <summary>Debian packages.</summary>
    public List<string> Packages { get; set; } = [];

    /// <summary>In the order of the file.</summary>
    public List<EventSettings> Events { get; set; } = [];
}

/// <summary>One listed event.</summary>
internal sealed class EventSettings
{
    /// <summary>Relative to the function's folder.</summary>
    public string File { get; set; } = "";

    /// <summary>How often it occurs, relative to the others.</summary>
    public double Weight { get; set; }

    /// <summary>Whether it is kept from planning.</summary>
    public bool Holdout { get; set; }
}
