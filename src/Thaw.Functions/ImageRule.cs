namespace Thaw.Functions;

/// <summary>What a function says about the dependency image that its instances are forked from: none at all, or which modules it is to hold.</summary>
/// <remarks>Two are equal when they say the same. Without a rule the host decides.</remarks>
public sealed record ImageRule
{
    private const string NoneWord = "none";
    /// <summary>How many modules it may name at most.</summary>
    public const int MostModules = 100;

    private const int LongestModule = 200;

    private ImageRule(IReadOnlyList<string> modules) => Modules = modules;

    /// <summary>Its instances are always booted.</summary>
    public static ImageRule None { get; } = new([]);

    /// <summary>The modules to initialise, dotted names in their order, at most 100; empty: no image.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Whether its instances are always booted.</summary>
    public bool IsNone => Modules.Count == 0;

    /// <inheritdoc/>
    public bool Equals(ImageRule? other) => other is not null && Modules.SequenceEqual(other.Modules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Modules.Count, IsNone ? "" : Modules[0]);

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => IsNone ? NoneWord : string.Join(',', Modules);

    /// <summary>Reads <c>none</c>, or names of modules with commas between them.</summary>
    /// <exception cref="FormatException">It is something else; the message says what.</exception>
    public static ImageRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text == NoneWord ? None : Of(text.Split(',', StringSplitOptions.TrimEntries));
    }

    /// <summary>An image with some modules.</summary>
    /// <param name="modules">Dotted names, 1 to 100; a name that comes twice counts once.</param>
    /// <exception cref="FormatException">One is no name of a module, or there are too many; the message says what.</exception>
    public static ImageRule Of(IReadOnlyList<string> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.Count is 0 or > MostModules)
            throw new FormatException($"{modules.Count} modules; name 1 to {MostModules}, or write {NoneWord}");
        return modules.FirstOrDefault(name => !IsModule(name)) is { } wrong
            ? throw new FormatException($"'{wrong}' is not the name of a module, as numpy or xml.dom is; correct it, or write {NoneWord}")
            : new ImageRule([.. modules.Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsModule(string name) => name.Length <= LongestModule && name.Split('.').All(part =>
        part.Length > 0 && (part[0] == '_' || char.IsLetter(part[0])) && part.All(c => c == '_' || char.IsLetterOrDigit(c)));
}
