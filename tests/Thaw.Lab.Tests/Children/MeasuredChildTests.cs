using Thaw.Lab.Children;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Children;

public sealed class MeasuredChildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePeakOfMemoryIsThatOfTheCommand()
    {
        const int Bytes = 200_000_000;

        var cost = Run("python3", "-c", $"data = bytearray({Bytes}); print('done')");

        Assert.Equal(0, cost.ExitCode);
        Assert.InRange(cost.PeakBytes, Bytes, 2L * Bytes);
        Assert.True(cost.Seconds > 0);
        Assert.Equal("done\n", File.ReadAllText(MeasuredChild.OutputPath(_folder.Path)));
    }

    [Fact]
    public void AFailureKeepsItsCodeAndWhatWasSaid()
    {
        var cost = Run("sh", "-c", "echo no luck >&2; exit 7");

        Assert.Equal(7, cost.ExitCode);
        Assert.Equal("no luck", cost.ErrorText);
    }

    [Fact]
    public void AProgramThatIsNotThereIsOneLine() =>
        Assert.Contains("could not be started", Assert.Throws<LabException>(() => Run("/nonexistent/program")).Message, StringComparison.Ordinal);

    [Fact]
    public void WhatTakesTooLongIsKilled()
    {
        string fifo = _folder.Fifo("never");

        var error = Assert.Throws<LabException>(() => MeasuredChild.Run(
            ["cat", fifo], _folder.Path, ChildProcess.Spawn, TimeSpan.FromMilliseconds(50), CancellationToken.None));

        Assert.Contains("did not end", error.Message, StringComparison.Ordinal);
    }

    private ChildCost Run(params string[] command) =>
        MeasuredChild.Run(command, _folder.Path, ChildProcess.Spawn, TimeSpan.FromMinutes(1), CancellationToken.None);
}
