using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Images.Templates;

/// <summary>What a forked process becomes.</summary>
/// <param name="UserId">Its uid and gid.</param>
/// <param name="Folder">Where it starts.</param>
/// <param name="Environment">Its complete environment: nothing of the template's stays.</param>
public sealed record EnterRequest(uint UserId, string Folder, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Has a forked process become that. It says the rest by the channel, as an interpreter that was started does.</summary>
    /// <param name="channel">Our end of the process's channel.</param>
    /// <param name="sandbox">The process's sandbox, furnished by now: only from here on does the process see its files.</param>
    /// <exception cref="SandboxException">The process or its sandbox is gone.</exception>
    public void SendTo(Socket channel, Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var body = JsonSerializer.SerializeToUtf8Bytes(new EnterMessage(UserId, Folder, Environment), TemplateMessages.Default.EnterMessage);
        var message = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, body.Length);
        body.CopyTo(message, sizeof(int));
        try
        {
            using var mounts = File.OpenHandle($"/proc/{sandbox.FirstPid}/ns/mnt", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            StreamPair.Send(channel, message, mounts);
        }
        catch (IOException e)
        {
            throw new SandboxException($"a forked process cannot enter its sandbox: {e.Message}", e);
        }
    }
}
