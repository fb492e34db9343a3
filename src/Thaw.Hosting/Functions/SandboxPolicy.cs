namespace Thaw.Hosting.Functions;

/// <summary>What of a sandbox functions may ask for on this host.</summary>
/// <param name="Forwardable">Ports of the host's loopback that its operator lets functions reach.</param>
/// <param name="NoWayOut">Why none can have a way out; null when they can.</param>
internal sealed record SandboxPolicy(IReadOnlyList<int> Forwardable, string? NoWayOut)
{
    /// <exception cref="HostingException">It asks for more.</exception>
    public void Check(FunctionSandbox sandbox)
    {
        if (sandbox.HasWayOut && NoWayOut is not null)
            throw HostingException.Invalid($"Functions on this host can have no network but their own: {NoWayOut}");
        if (sandbox.Forwarded.FirstOrDefault(port => !Forwardable.Contains(port), -1) is var refused and not -1)
            throw HostingException.Invalid($"This host forwards no port {refused}; thaw serve --forward {refused} lets functions reach it");
    }
}
