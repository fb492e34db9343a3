namespace Thaw.Optimizing.Verification.Effects;

/// <summary>One thing that earlier imports left for other code to see.</summary>
/// <param name="Kind">Such as <c>atexit</c>, <c>logger</c>, <c>registry</c>.</param>
/// <param name="Key">What is registered or set, unique in its kind.</param>
/// <param name="Value">To what.</param>
/// <param name="Owner">The module of the object that is registered; empty for plain data.</param>
/// <param name="Home">The module that holds it; empty for what belongs to the interpreter.</param>
internal sealed record StateEntry(string Kind, string Key, string Value, string Owner, string Home);

/// <summary>What a process had to show at one moment.</summary>
/// <param name="Moment">Such as <c>after init</c>.</param>
/// <param name="Entries">By kind and key.</param>
/// <param name="Modules">Names of the modules that were loaded.</param>
internal sealed record StateSnapshot(
    string Moment, IReadOnlyDictionary<(string Kind, string Key), StateEntry> Entries, IReadOnlySet<string> Modules);
