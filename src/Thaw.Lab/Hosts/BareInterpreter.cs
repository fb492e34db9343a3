using System.Diagnostics;
using System.Globalization;

namespace Thaw.Lab.Hosts;

/// <summary>The interpreter running a handler by itself: no sandbox, no host, no HTTP. What a start on a host is compared with.</summary>
/// <remarks>A Python process of ours starts and times them, so that no part of .NET is in the time. For one thread.</remarks>
internal sealed class BareInterpreter : IDisposable
{
    private readonly Process _timer;

    private BareInterpreter(Process timer) => _timer = timer;

    /// <summary>Starts the process that times.</summary>
    /// <param name="folder">The folder with <c>handler.py</c>.</param>
    /// <param name="body">The event, JSON.</param>
    public static BareInterpreter Start(string folder, string body)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "lab", "thaw_lab_bare.py");
        return new BareInterpreter(Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-I", script, folder, body])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>Starts an interpreter, and waits for the handler's result.</summary>
    /// <param name="flags">Its flags, as <c>-S -s</c>; empty for none.</param>
    /// <returns>From before the start to the last byte of the result, ms.</returns>
    /// <exception cref="LabException">It fails.</exception>
    public double RunMs(string flags) => Ask(flags);

    /// <summary>How long the handler itself takes, called again and again in one process; ms.</summary>
    /// <exception cref="LabException">It fails.</exception>
    public double HandlerMs() => Ask("handler");

    /// <summary>Ends it: it reads until its input does.</summary>
    public void Dispose()
    {
        _timer.StandardInput.Close();
        _timer.WaitForExit();
        _timer.Dispose();
    }

    private double Ask(string question)
    {
        _timer.StandardInput.WriteLine(question);
        _timer.StandardInput.Flush();
        return double.TryParse(_timer.StandardOutput.ReadLine(), CultureInfo.InvariantCulture, out var ms)
            ? ms
            : throw new LabException("the bare interpreter does not run the handler");
    }
}
