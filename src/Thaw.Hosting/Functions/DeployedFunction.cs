using System.Text.Json.Serialization;
using Thaw.Hosting.Events;

namespace Thaw.Hosting.Functions;

/// <summary>A name for a version that can be moved to another one.</summary>
/// <param name="Name">Letters, digits, <c>-</c> and <c>_</c>; not a number.</param>
/// <param name="FunctionVersion">The version that it stands for.</param>
/// <param name="Description">Free text.</param>
/// <param name="RevisionId">Another one after each change.</param>
public sealed record FunctionAlias(string Name, string FunctionVersion, string Description, string RevisionId)
{
    /// <summary>Another published version that gets a part of the invocations; null: all go to <see cref="FunctionVersion"/>.</summary>
    public AliasShare? Share { get; init; }

    /// <summary>Whether a version can be reached by it.</summary>
    public bool Uses(string version) => version == FunctionVersion || version == Share?.FunctionVersion;

    /// <summary>The version of one invocation.</summary>
    /// <param name="drawn">From 0 to below 1, each as likely.</param>
    internal string VersionOf(double drawn) => Share is { } share && drawn < share.Weight ? share.FunctionVersion : FunctionVersion;
}

/// <summary>A part of an alias's invocations.</summary>
/// <param name="FunctionVersion">The version that gets it.</param>
/// <param name="Weight">From 0, none, to 1, all.</param>
public sealed record AliasShare(string FunctionVersion, double Weight);

/// <summary>Instances of a version that are kept initialised.</summary>
/// <param name="Requested">How many; above 0.</param>
/// <param name="Modified">When that was said.</param>
public sealed record ProvisionedConcurrency(int Requested, DateTimeOffset Modified);

/// <summary>A deployed function with all its versions. Immutable; a change makes another one.</summary>
/// <remarks>Files of before lack members that were added since; their reader sets null, which stands for nothing.</remarks>
public sealed record DeployedFunction
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>; at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>The uid and gid of its processes; no other function has them.</summary>
    public required uint UserId { get; init; }

    /// <summary>What <see cref="FunctionVersion.Latest"/> is now.</summary>
    public required FunctionVersion Latest { get; init; }

    /// <summary>The published versions, oldest first.</summary>
    public IReadOnlyList<FunctionVersion> Versions { get; init; } = [];

    /// <summary>The number of the last version that was published; numbers are not used twice.</summary>
    public int LastNumber { get; init; }

    /// <summary>The aliases, by name.</summary>
    public IReadOnlyDictionary<string, FunctionAlias> Aliases { get; init; } = new Dictionary<string, FunctionAlias>();

    /// <summary>The most invocations at once; null: as many as the host allows.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>The URLs, by alias; <see cref="FunctionVersion.Latest"/> for the function itself.</summary>
    public IReadOnlyDictionary<string, FunctionUrl> Urls { get; init => field = value ?? field; } = new Dictionary<string, FunctionUrl>();

    /// <summary>What is said of its asynchronous events, by version or alias; <see cref="FunctionVersion.Latest"/> for the function itself.</summary>
    public IReadOnlyDictionary<string, EventRules> EventRules { get; init => field = value ?? field; } = new Dictionary<string, EventRules>();

    /// <summary>Words that users give it; nothing depends on them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>Who else is to be allowed to use it, by version or alias; <see cref="FunctionVersion.Latest"/> for the function itself.</summary>
    public IReadOnlyDictionary<string, FunctionPolicy> Policies { get; init => field = value ?? field; } = new Dictionary<string, FunctionPolicy>();

    /// <summary>How many instances are kept initialised, by version or alias.</summary>
    public IReadOnlyDictionary<string, ProvisionedConcurrency> Provisioned { get; init => field = value ?? field; } = new Dictionary<string, ProvisionedConcurrency>();

    /// <summary>How many that are in all.</summary>
    [JsonIgnore]
    public int ProvisionedTotal => Provisioned.Values.Sum(each => each.Requested);

    /// <summary>How many instances of a version are kept initialised, for itself and for the aliases that stand for it.</summary>
    public int ProvisionedOf(FunctionVersion version) => Provisioned.Where(each => Resolve(each.Key) == version).Sum(each => each.Value.Requested);

    /// <summary>Without what was configured for a version or an alias that goes.</summary>
    /// <param name="qualifier">The version or the alias.</param>
    public DeployedFunction Without(string qualifier) => this with
    {
        Urls = Urls.Where(each => each.Key != qualifier).ToDictionary(),
        EventRules = EventRules.Where(each => each.Key != qualifier).ToDictionary(),
        Provisioned = Provisioned.Where(each => each.Key != qualifier).ToDictionary(),
        Policies = Policies.Where(each => each.Key != qualifier).ToDictionary(),
    };

    /// <summary>The version that runs one invocation: of an alias with two of them, one or the other, as often as their weights say.</summary>
    /// <param name="qualifier">As for <see cref="Resolve"/>.</param>
    /// <returns>Null when there is none.</returns>
    public FunctionVersion? ForInvocation(string? qualifier) => Resolve(
        qualifier is not null && Aliases.TryGetValue(qualifier, out var alias) ? alias.VersionOf(Random.Shared.NextDouble()) : qualifier);

    /// <summary>The version that a qualifier means.</summary>
    /// <param name="qualifier">A version, an alias, or null for the latest.</param>
    /// <returns>Null when there is none.</returns>
    public FunctionVersion? Resolve(string? qualifier)
    {
        if (qualifier is null or FunctionVersion.Latest)
            return Latest;
        var version = Aliases.TryGetValue(qualifier, out var alias) ? alias.FunctionVersion : qualifier;
        return version == FunctionVersion.Latest ? Latest : Versions.FirstOrDefault(each => each.Version == version);
    }
}
