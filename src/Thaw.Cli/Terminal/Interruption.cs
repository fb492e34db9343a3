using System.Runtime.InteropServices;

namespace Thaw.Cli.Terminal;

/// <summary>Turns the first signal that asks Thaw to end into a cancellation; the second ends it at once, and the guardian cleans up.</summary>
/// <remarks>Signals arrive on threads of the runtime; all members may be used from any thread.</remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, 15)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Take(context, 1)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>What the process must end with; null if no signal came.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is > 0 and var code ? code : null;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        if (Interlocked.CompareExchange(ref _exitCode, ExitCodes.Interrupted + number, 0) == 0)
        {
            context.Cancel = true;
            try
            {
                _cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The command has just ended by itself.
            }
        }
    }
}
