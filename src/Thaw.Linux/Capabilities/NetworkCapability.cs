namespace Thaw.Linux.Capabilities;

/// <summary>Whether a network namespace of our own can redirect what a program sends: a question to nf_tables in there.</summary>
internal static class NetworkCapability
{
    // NFT_MSG_GETGEN with an acknowledgement; prints the error that the kernel answers, or nothing.
    private const string Script = """
        import os, socket, struct
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as kernel:
            kernel.bind((0, 0))
            kernel.send(struct.pack("IHHIIBBH", 20, 10 << 8 | 16, 5, 0, 0, 0, 0, 0))
            answer = kernel.recv(65536)
        if struct.unpack_from("H", answer, 4)[0] == 2 and struct.unpack_from("i", answer, 16)[0]:
            raise SystemExit(os.strerror(-struct.unpack_from("i", answer, 16)[0]))
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static Capability Create() => new("egress", CapabilityGroups.Isolation, "functions with network: egress", Attempt);

    private static Finding Attempt()
    {
        if (ProbeCommand.Find("unshare") is not { } unshare)
            return Finding.Absent("not tried: unshare(1) is missing", "apt-get install util-linux");
        string[] wanted = ["--net", "/usr/bin/python3", "-I", "-c", Script];
        if (ProbeCommand.Run(unshare, wanted, Limit).Succeeded)
            return Finding.Present("network namespaces with nf_tables");
        var inside = ProbeCommand.Run(unshare, ["--user", "--map-root-user", .. wanted], Limit);
        return inside.Succeeded
            ? Finding.Present("network namespaces with nf_tables, inside a user namespace")
            : Finding.Absent($"refused: {inside.FirstLine}", "a kernel with nf_tables (CONFIG_NFT_NAT, CONFIG_NFT_REDIR, CONFIG_NFT_FIB)");
    }
}
