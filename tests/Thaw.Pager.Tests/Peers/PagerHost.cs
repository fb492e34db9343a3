using System.Diagnostics;

namespace Thaw.Pager.Tests.Peers;

/// <summary>A pager to be killed: <c>dotnet Thaw.Pager.Tests.dll SOCKET</c> serves until then.</summary>
internal static class PagerHost
{
    public static async Task<int> Main(string[] arguments)
    {
        await using var server = PagerServer.Start(arguments[0], new PagerSettings());
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Starts one; the caller kills it.</summary>
    public static Process Start(string socket)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PagerHost).Assembly.Location, socket]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() == "ready" ? process : throw new InvalidOperationException("the pager did not start");
    }
}
