using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Peers;

/// <summary>A Python process whose memory a pager fills. It ends with this object.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string pagerSocket, int pages, JsonObject request)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3",
            ["-B", Repository.PathOf("tests/Thaw.Pager.Tests/Peers/peer.py"), Repository.PathOf("samples/pager"), pagerSocket, $"{pages}", request.ToJsonString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        var first = _process.StandardOutput.ReadLine();
        if (first != "ready")
            throw new InvalidOperationException($"the peer says {first}: {_process.StandardError.ReadToEnd()}");
    }

    public int Pid => _process.Id;

    /// <summary>Has it do something, and answers what came of it; null: it has died meanwhile.</summary>
    public string? Do(string order)
    {
        Order(order);
        return _process.StandardOutput.ReadLine();
    }

    /// <summary>Has it do something, without waiting for what comes of it.</summary>
    public void Order(string order)
    {
        _process.StandardInput.WriteLine(order);
        _process.StandardInput.Flush();
    }

    public ulong Value(int page) => ulong.Parse(Do($"value {page}")!);

    /// <summary>The next message of the pager.</summary>
    public JsonElement Heard()
    {
        using var message = JsonDocument.Parse(Do("heard") ?? throw new InvalidOperationException("the peer has died"));
        return message.RootElement.Clone();
    }

    /// <summary>The next message of the pager of a kind.</summary>
    public JsonElement Heard(string type)
    {
        var message = Heard();
        Assert.True(message.ValueKind == JsonValueKind.Object && message.GetProperty("type").GetString() == type, $"{type} is to come, and this came: {message}");
        return message;
    }

    public void Send(string type) => Assert.Equal("None", Do($$"""order {"type":"{{type}}"}"""));

    /// <summary>Waits for its end, and answers the signal that ended it, or 0.</summary>
    public int WaitForDeath()
    {
        _process.WaitForExit();
        return Math.Max(_process.ExitCode - 128, 0);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
