using System.Globalization;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Tests;

/// <summary>
/// A host to be killed: <c>dotnet Thaw.Hosting.Tests.dll STATE CACHE CODE.zip RUNTIME</c> deploys a function, invokes it, prints its uid
/// and waits for ever.
/// </summary>
internal static class HostProcess
{
    public static async Task<int> Main(string[] arguments)
    {
        var host = FunctionHost.Start(new HostSettings(arguments[0], arguments[1]));
        var settings = new FunctionChange { Runtime = arguments[3], Handler = "f.handler" };
        var (function, version) = host.Functions.Create("left", File.ReadAllBytes(arguments[2]), settings, publish: false);
        await host.Invoker.InvokeAsync(function, version, new Invocation("1", "{}"u8.ToArray(), "arn"), CancellationToken.None);
        Console.WriteLine(function.UserId.ToString(CultureInfo.InvariantCulture));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
