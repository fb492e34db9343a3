using System.Net;

namespace Thaw.Sandboxing.Networks;

/// <summary>The servers of names that this machine itself asks.</summary>
internal static class HostResolvers
{
    private const int Port = 53;

    /// <summary>Those of /etc/resolv.conf, in their order; the one on loopback when it names none.</summary>
    /// <param name="path">The file, in the form of resolv.conf(5).</param>
    public static IReadOnlyList<IPEndPoint> Read(string path = "/etc/resolv.conf")
    {
        var lines = File.Exists(path) ? File.ReadLines(path) : [];
        var named = lines.Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..]).Select(words => IPAddress.TryParse(words[1], out var address) ? address : null)
            .OfType<IPAddress>().Select(address => new IPEndPoint(address, Port)).ToList();
        return named.Count > 0 ? named : [new IPEndPoint(IPAddress.Loopback, Port)];
    }
}
