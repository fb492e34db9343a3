using System.Collections.Concurrent;
using Thaw.Linux.Capabilities;

namespace Thaw.Testing;

/// <summary>
/// What a test can ask for by name: every capability of <c>thaw doctor</c> (<c>kvm</c>, <c>criu</c>, <c>userfaultfd</c>,
/// <c>user-namespaces</c>, <c>python3.9</c> to <c>python3.15</c>, …), the entries of the table below, and
/// <c>deb.NAME</c> for an installed Debian package. Each is probed once a run, when a test first asks.
/// </summary>
public static class TestCapabilities
{
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Known = new();

    // Each answers why the capability is absent, or null when it is there.
    private static readonly Dictionary<string, Func<string?>> Table = new()
    {
        ["root"] = () => Environment.UserName == "root" ? null : "the tests do not run as root",
        ["debian-packages"] = DebianPackages.WhyFunctionsLackThem,
        ["ordinary-user"] = OrdinaryUser.WhyImpossible,
        ["node"] = () => Programs.WhyMissing("node", "nodejs"),
        ["clean-root"] = CleanRoot.WhyImpossible,
        ["chromium"] = () => Programs.WhyMissing("chromium", "chromium"),
    };

    /// <summary>Null when all are there; otherwise <c>absent: NAME: why</c> for the first that is not.</summary>
    /// <exception cref="ArgumentException">No capability has this name: a mistake in the test.</exception>
    public static string? ReasonToSkip(IEnumerable<string> names) =>
        names.Select(name => (Name: name, Why: WhyAbsent(name)))
            .Where(pair => pair.Why is not null)
            .Select(pair => $"absent: {pair.Name}: {pair.Why}")
            .FirstOrDefault();

    /// <summary>Why a capability is absent, or null when it is there.</summary>
    public static string? WhyAbsent(string name) =>
        Known.GetOrAdd(name, key => new Lazy<string?>(() => Probe(key))).Value;

    private static string? Probe(string name)
    {
        if (Table.TryGetValue(name, out var probe))
            return probe();
        if (name.StartsWith("deb.", StringComparison.Ordinal))
            return DebianPackages.WhyLacking([name["deb.".Length..]]);
        if (PrivatePython(name))
            return null;
        var report = CapabilityProbes.Run(name)
            ?? throw new ArgumentException($"no capability is called '{name}'; see TestCapabilities", nameof(name));
        return report.Available ? null : report.Detail;
    }

    /// <summary>Interpreters that are kept beside the sources, where the system has none of that version.</summary>
    private static bool PrivatePython(string name)
    {
        const string prefix = "python";
        if (!name.StartsWith(prefix + "3.", StringComparison.Ordinal))
            return false;
        var root = Environment.GetEnvironmentVariable("THAW_PYTHONS") ?? Repository.PathOf("artifacts/pythons");
        return File.Exists(Path.Combine(root, name[prefix.Length..], "bin", name));
    }
}
