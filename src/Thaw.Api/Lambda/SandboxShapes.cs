using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Lambda;

/// <summary>From what a function's sandbox has to the API's shape, and back.</summary>
internal static class SandboxShapes
{
    private const string WayOut = "egress";
    private const string NoWayOut = "none";

    public static SandboxBody? Of(FunctionSandbox sandbox) => sandbox == FunctionSandbox.Usual
        ? null
        : new SandboxBody(sandbox.HasWayOut ? WayOut : NoWayOut, sandbox.Forwarded, sandbox.Services, sandbox.Processors, sandbox.RootFs is { Length: > 0 } root ? root : null);

    public static FunctionSandbox? Change(SandboxBody? body) => body is null ? null : new FunctionSandbox
    {
        HasWayOut = body.Network switch
        {
            null or NoWayOut => false,
            WayOut => true,
            var other => throw new HostingException(HostingProblem.InvalidParameterValue, $"Value '{other}' at 'network' failed to satisfy constraint: {NoWayOut} or {WayOut}"),
        },
        Forwarded = body.Forward ?? [],
        Processors = body.Processors,
        RootFs = body.RootFs ?? "",
        Services = body.Services ?? new Dictionary<string, IReadOnlyList<string>>(),
    };
}
