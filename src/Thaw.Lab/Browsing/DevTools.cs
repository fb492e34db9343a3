using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thaw.Lab.Browsing;

/// <summary>A connection to a browser by the Chrome DevTools Protocol: commands with answers, and events.</summary>
/// <remarks>For one thread, one command at a time.</remarks>
internal sealed class DevTools : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _events = [];
    private readonly CancellationToken _cancellation;
    private int _lastId;

    private DevTools(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>Connects.</summary>
    /// <param name="address">The browser's web-socket address.</param>
    /// <param name="cancellation">Ends every wait.</param>
    public static DevTools Connect(Uri address, CancellationToken cancellation)
    {
        var connection = new DevTools(cancellation);
        connection._socket.ConnectAsync(address, cancellation).GetAwaiter().GetResult();
        return connection;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="LabException">The browser refuses it.</exception>
    public JsonNode Send(string method, JsonObject parameters, string? session = null)
    {
        var id = ++_lastId;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
            command["sessionId"] = session;

        Write(command);
        while (true)
        {
            var message = Read();
            if (message["id"]?.GetValue<int>() == id)
                return message["result"] ?? throw new LabException($"the browser refuses {method}: {message["error"]?.ToJsonString()}");
            Note(message);
        }
    }

    /// <summary>Waits for an event; one that came since the last wait counts.</summary>
    public void WaitFor(string name)
    {
        while (!_events.Remove(name))
            Note(Read());
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Note(JsonNode message)
    {
        if (message["method"]?.GetValue<string>() is { } name)
            _events.Add(name);
    }

    private void Write(JsonObject command) => _socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true, _cancellation).GetAwaiter().GetResult();

    private JsonNode Read()
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = _socket.ReceiveAsync(message.GetMemory(1 << 14), _cancellation).AsTask().GetAwaiter().GetResult();
            message.Advance(part.Count);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new LabException("the browser closed the connection");
            if (part.EndOfMessage)
                return JsonNode.Parse(message.WrittenSpan)!;
        }
    }
}
