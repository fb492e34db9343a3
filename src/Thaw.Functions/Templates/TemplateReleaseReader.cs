using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Reads what a template says of a function beside its code and settings.</summary>
/// <param name="values">Resolves what values refer to.</param>
/// <param name="property">A property of the function, or of Globals; null where neither has it.</param>
/// <param name="both">That of Globals, and that of the function.</param>
internal sealed class TemplateReleaseReader(TemplateValues values, Func<string[], YamlValue?> property, Func<string, IEnumerable<YamlValue>> both)
{
    private const string Provisioned = "ProvisionedConcurrencyConfig";
    private const string Events = "EventInvokeConfig";
    private const string Destinations = "DestinationConfig";

    // A host sends to its own functions; the other kinds are services of AWS.
    private const string FunctionKind = "Lambda";
    private static readonly string[] Conditions = ["OnSuccess", "OnFailure"];

    /// <summary>The properties that it reads.</summary>
    public static IReadOnlyList<string> Used { get; } = ["ReservedConcurrentExecutions", "AutoPublishAlias", Provisioned, Events, "Tags"];

    public TemplateRelease Read()
    {
        var alias = property(["AutoPublishAlias"]) is { } name ? values.Text(name) : null;
        if (alias is null && property([Provisioned]) is { } unaliased)
            throw values.Error(unaliased, $"{Provisioned} keeps instances of a published version; give the function an AutoPublishAlias");
        return new TemplateRelease
        {
            ReservedConcurrency = values.Number(property(["ReservedConcurrentExecutions"])),
            Alias = alias,
            Provisioned = values.Number(property([Provisioned, "ProvisionedConcurrentExecutions"])),
            EventRules = property([Events]) is null ? null : new TemplateEventRules
            {
                Retries = values.Number(property([Events, "MaximumRetryAttempts"])),
                MostAgeSeconds = values.Number(property([Events, "MaximumEventAgeInSeconds"])),
                OnSuccess = Destination(Conditions[0]),
                OnFailure = Destination(Conditions[1]),
            },
            Tags = Tags(),
        };
    }

    /// <summary>Destinations that a host cannot send to, as paths of the template.</summary>
    public IEnumerable<string> Unused() =>
        Conditions.Where(condition => property([Events, Destinations, condition]) is not null && !IsFunction(condition)).Select(condition => $"{Events}.{Destinations}.{condition}");

    private string? Destination(string condition) =>
        property([Events, Destinations, condition, "Destination"]) is { } arn && IsFunction(condition) ? values.Text(arn) : null;

    // Only SAM's own destinations say what they are.
    private bool IsFunction(string condition) =>
        property([Events, Destinations, condition, "Type"]) is not { } kind || values.Text(kind) == FunctionKind;

    private Dictionary<string, string>? Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in both("Tags").SelectMany(Pairs))
            tags[key] = values.Text(value);
        return tags.Count == 0 ? null : tags;
    }

    // SAM has a mapping, CloudFormation a list of keys and values.
    private IEnumerable<(string Key, YamlValue Value)> Pairs(YamlValue tags) => tags switch
    {
        YamlMap map => map.Pairs.Select(pair => (pair.Key.Value, pair.Value)),
        YamlList list => values.Items(list).Select(item => (values.Text(values.Child(item, "Key") ?? throw Untagged(item)), values.Child(item, "Value") ?? throw Untagged(item))),
        _ => throw Untagged(tags),
    };

    private FunctionException Untagged(YamlValue value) => values.Error(value, "tags are expected: KEY: VALUE, or a list of Key and Value");
}
