using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>An eventfd(2): ends another thread's wait for descriptors.</summary>
/// <remarks>Raised from any thread; one thread waits and clears.</remarks>
public sealed class WakeSignal : IDisposable
{
    /// <summary>What to wait for.</summary>
    public SafeFileHandle Descriptor { get; } = Descriptors.Event();

    /// <summary>Makes it readable.</summary>
    public void Raise() => Descriptors.Raise(Descriptor);

    /// <summary>Makes it unreadable until it is raised again.</summary>
    public unsafe void Clear()
    {
        ulong count;
        // Safe: eight bytes of our stack. It fails only when it was not raised.
        LibC.Read(Descriptor, &count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();
}
