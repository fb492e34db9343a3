using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Pipes;
using Thaw.Linux.Sockets;

namespace Thaw.Sandboxing.Workers;

/// <summary>The program that keeps all rights in one sandbox, and streams that it holds for a process which it is going to bring to life.</summary>
/// <remarks>Belongs to its sandbox, and ends with it. Its numbers of descriptors are those of <c>thaw_worker.py</c>.</remarks>
public sealed class SandboxWorker : IDisposable
{
    /// <summary>By this number pid 1 of the sandbox holds <see cref="Sandboxes.SandboxSettings.HeldFolder"/>.</summary>
    public const int Folder = 100;

    /// <summary>By this number the worker holds the end of a pipe to write to.</summary>
    public const int OutputEnd = 61;

    /// <summary>By this number the worker holds an end of a stream socket.</summary>
    public const int ChannelEnd = 62;

    private OutputPipe? _output;
    private Socket? _channel;
    private readonly SafeFileHandle _outputEnd;
    private readonly SafeFileHandle _channelEnd;

    internal SandboxWorker()
    {
        (_channel, _channelEnd) = StreamPair.Create();
        try
        {
            (_output, _outputEnd) = OutputPipe.Create();
        }
        catch
        {
            _channel.Dispose();
            _channelEnd.Dispose();
            throw;
        }
    }

    /// <summary>The conversation with it.</summary>
    public MessageSocket Requests { get; private set; } = null!;

    /// <summary>The ends that the worker gets, in the order of their numbers.</summary>
    internal SafeFileHandle[] Ends => [_outputEnd, _channelEnd];

    /// <summary>From now on the worker alone has its ends.</summary>
    internal void Began(MessageSocket requests)
    {
        Requests = requests;
        _outputEnd.Dispose();
        _channelEnd.Dispose();
    }

    /// <summary>Our ends of the streams; the caller's from now on. Comes once.</summary>
    public (OutputPipe Output, Socket Channel) TakeStreams()
    {
        var taken = (_output!, _channel!);
        (_output, _channel) = (null, null);
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Requests?.Dispose();
        _output?.Dispose();
        _channel?.Dispose();
        _outputEnd.Dispose();
        _channelEnd.Dispose();
    }
}
