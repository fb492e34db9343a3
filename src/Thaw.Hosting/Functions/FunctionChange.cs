using System.Text.RegularExpressions;
using Thaw.Functions;
using Thaw.Hosting.Events;

namespace Thaw.Hosting.Functions;

/// <summary>Settings to change; what is null stays.</summary>
public sealed partial record FunctionChange
{
    // AWS's limit, counted over names and values.
    private const int MostEnvironmentBytes = 4096;

    /// <summary>As <see cref="FunctionVersion.Runtime"/>.</summary>
    public string? Runtime { get; init; }

    /// <summary>As <see cref="FunctionVersion.Handler"/>.</summary>
    public string? Handler { get; init; }

    /// <summary>As <see cref="FunctionVersion.Role"/>.</summary>
    public string? Role { get; init; }

    /// <summary>As <see cref="FunctionVersion.Description"/>.</summary>
    public string? Description { get; init; }

    /// <summary>s; 1 to 900.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>MiB; 128 to 10,240.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>MiB; 512 to 10,240.</summary>
    public int? TemporaryMb { get; init; }

    /// <summary>All of its environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>As <see cref="FunctionVersion.KeepAlive"/>.</summary>
    public string? KeepAlive { get; init; }

    /// <summary>As <see cref="FunctionVersion.Image"/>.</summary>
    public string? Image { get; init; }

    /// <summary>As <see cref="FunctionVersion.DeadLetterTarget"/>.</summary>
    public string? DeadLetterTarget { get; init; }

    /// <summary>The ARNs of all of its layers, with their versions, lowest first.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The names of all Debian packages that it declares.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    /// <summary>As <see cref="FunctionVersion.SnapStart"/>.</summary>
    public bool? SnapStart { get; init; }

    /// <summary>As <see cref="FunctionVersion.Sandbox"/>, all of it.</summary>
    public FunctionSandbox? Sandbox { get; init; }

    /// <summary>The settings of a version.</summary>
    internal static FunctionChange Of(FunctionVersion version) => new()
    {
        Runtime = version.Runtime,
        Handler = version.Handler,
        Role = version.Role,
        Description = version.Description,
        TimeoutSeconds = version.TimeoutSeconds,
        MemoryMb = version.MemoryMb,
        TemporaryMb = version.TemporaryMb,
        Environment = version.Environment,
        Sandbox = version.Sandbox,
        DeadLetterTarget = version.DeadLetterTarget,
        KeepAlive = version.KeepAlive,
        SnapStart = version.SnapStart,
        Image = version.Image,
    };

    /// <summary>The version with these settings.</summary>
    /// <exception cref="HostingException">A value is out of its range.</exception>
    internal FunctionVersion ApplyTo(FunctionVersion version)
    {
        var changed = version with
        {
            Runtime = Runtime ?? version.Runtime,
            Handler = Handler ?? version.Handler,
            Role = Role ?? version.Role,
            Description = Description ?? version.Description,
            TimeoutSeconds = TimeoutSeconds ?? version.TimeoutSeconds,
            MemoryMb = MemoryMb ?? version.MemoryMb,
            TemporaryMb = TemporaryMb ?? version.TemporaryMb,
            Environment = Environment ?? version.Environment,
            Sandbox = Sandbox ?? version.Sandbox,
            DeadLetterTarget = DeadLetterTarget ?? version.DeadLetterTarget,
            KeepAlive = KeepAlive ?? version.KeepAlive,
            SnapStart = SnapStart ?? version.SnapStart,
            Image = Image ?? version.Image,
        };
        CheckRange("timeout", changed.TimeoutSeconds, 1, 900);
        CheckRange("memorySize", changed.MemoryMb, 128, 10_240);
        CheckRange("ephemeralStorage", changed.TemporaryMb, 512, 10_240);
        if (!HandlerForm().IsMatch(changed.Handler))
            throw HostingException.Invalid($"Value '{changed.Handler}' at 'handler' failed to satisfy constraint: no white space, at most 128 characters");
        CheckEnvironment(changed.Environment);
        CheckWords(changed.KeepAlive, text => KeepAliveRule.Parse(text));
        CheckWords(changed.Image, text => ImageRule.Parse(text));
        changed.Sandbox.Check();
        if (changed.DeadLetterTarget.Length > 0)
            EventRules.CheckTarget(changed.DeadLetterTarget);
        return changed;
    }

    /// <summary>Whether a version has these settings already.</summary>
    /// <param name="version">The version.</param>
    /// <param name="dependencies">What it would depend on.</param>
    internal bool IsNothingFor(FunctionVersion version, Dependencies dependencies)
    {
        var changed = ApplyTo(version);
        return dependencies == version.Dependencies && changed with { Environment = version.Environment } == version
            && changed.Environment.Count == version.Environment.Count && !changed.Environment.Except(version.Environment).Any();
    }

    private static void CheckRange(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw HostingException.Invalid($"Value '{value}' at '{name}' failed to satisfy constraint: from {least} to {most}");
    }

    private static void CheckWords(string text, Func<string, object> parse)
    {
        try
        {
            if (text.Length > 0)
                _ = parse(text);
        }
        catch (FormatException e)
        {
            throw HostingException.Invalid(e.Message);
        }
    }

    private static void CheckEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables)
        {
            if (!VariableName().IsMatch(name))
                throw HostingException.Invalid($"'{name}' is not the name of an environment variable: two or more letters, digits and '_', a letter first");
            if (value.Contains('\0', StringComparison.Ordinal))
                throw HostingException.Invalid($"The value of the environment variable {name} holds a zero byte");
        }
        if (variables.Sum(each => System.Text.Encoding.UTF8.GetByteCount(each.Key) + System.Text.Encoding.UTF8.GetByteCount(each.Value)) is > MostEnvironmentBytes and var bytes)
            throw HostingException.Invalid($"Lambda was unable to configure your environment variables because they have {bytes} bytes; at most {MostEnvironmentBytes}");
    }

    [GeneratedRegex(@"^[^\s]{1,128}$")]
    private static partial Regex HandlerForm();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_]+$")]
    private static partial Regex VariableName();
}
