using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>
/// The namespaces, each tried in a child by unshare(1), as this user and, when that is refused, from inside a user
/// namespace of its own.
/// </summary>
internal static class NamespaceCapabilities
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Capability> All { get; } =
    [
        Of("user", "--user", "thaw serve without root: one user for all functions, mostly without limits"),
        Of("pid", "--pid", "instances that see only their own processes; restoring under the same pids"),
        Of("mount", "--mount", "a file system of its own for every instance"),
        Of("network", "--net", "a network of its own for every instance"),
        Of("ipc", "--ipc", "no shared memory between instances"),
        Of("uts", "--uts", "a host name of its own for every instance"),
        Of("time", "--time", "clocks that continue after a restore"),
        Of("cgroup", "--cgroup", "instances that do not see the host's groups"),
    ];

    // docs/sandbox.md says more.
    private const string WithoutRoot = "; what is lost without root: a user id of its own for each function, and limits of memory and processor time";

    private static Capability Of(string name, string option, string enables) =>
        new($"{name}-namespaces", CapabilityGroups.Isolation, enables, () => Attempt(option));

    private static Finding Attempt(string option)
    {
        if (ProbeCommand.Find("unshare") is not { } unshare)
            return Finding.Absent("not tried: unshare(1) is missing", "apt-get install util-linux");
        string[] wanted = ["--fork", option, "/bin/true"];
        var direct = ProbeCommand.Run(unshare, wanted, Limit);
        if (direct.Succeeded)
            return Finding.Present(LibC.GetEffectiveUserId() == 0 ? "allowed to root" : "allowed to this user" + (option == "--user" ? WithoutRoot : ""));
        if (option != "--user" && ProbeCommand.Run(unshare, ["--user", "--map-root-user", .. wanted], Limit).Succeeded)
            return Finding.Present("allowed inside a user namespace");
        return Finding.Absent($"refused: {direct.FirstLine}", Remedy());
    }

    private static string Remedy()
    {
        if (Read("/proc/sys/kernel/unprivileged_userns_clone") == "0")
            return "sysctl -w kernel.unprivileged_userns_clone=1";
        if (Read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
            return "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
        if (Read("/proc/sys/user/max_user_namespaces") == "0")
            return "sysctl -w user.max_user_namespaces=10000";
        return "run Thaw as root, in a container: with CAP_SYS_ADMIN";
    }

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
