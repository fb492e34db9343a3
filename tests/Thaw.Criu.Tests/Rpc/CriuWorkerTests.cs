using Thaw.Criu.Programs;
using Thaw.Criu.Rpc;
using Thaw.Linux.Sockets;

namespace Thaw.Criu.Tests.Rpc;

public class CriuWorkerTests
{
    [Theory]
    [InlineData("00", "does not answer as CRIU does: answer of criu, byte 1: no field has this number")]
    [InlineData("0801", "CRIU cannot restore the process: it does not say why")]
    [InlineData("080210004a056572726f72", "CRIU cannot restore the process: error")]
    [InlineData("0a05", "does not answer as CRIU does")]
    public async Task WhatIsNoSuccessIsOneLineThatSaysWhy(string answer, string expected)
    {
        var (ours, theirs) = MessageSocket.CreatePair();
        using var _ = ours;
        using var peer = MessageSocket.Of(theirs);
        peer.Send(Convert.FromHexString(answer));
        var error = await Assert.ThrowsAsync<CriuException>(() => new CriuWorker(ours).RestoreAsync(new RestoreRequest(3, [("pipe:[1]", 61)], IsLazy: true)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(peer.Receive(out var descriptors));
        Assert.Empty(descriptors);
    }

    [Fact]
    public async Task AWorkerThatEndsIsNoticed()
    {
        var (ours, theirs) = MessageSocket.CreatePair();
        using var _ = ours;
        theirs.Dispose();
        await Assert.ThrowsAsync<CriuException>(() => new CriuWorker(ours).BeginAsync());
    }

    [Fact]
    public void ALogIsToldInWordsAndWithoutWhatDoesNotMatter()
    {
        const string log = """
            (00.001) Error (criu/util.c:1533): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted
            (00.002) Warn  (criu/x.c:1): nothing
            (00.003) Error (criu/sk-inet.c:210): inet: Connected TCP socket, consider using --tcp-established option.
            (00.004) Error (criu/cr-dump.c:2111): Dumping FAILED.
            """;
        Assert.Equal("a TCP connection is open (inet: Connected TCP socket, consider using --tcp-established option.)", CriuLog.ExplainText(log));
        Assert.Null(CriuLog.ExplainText("(00.001) Error (criu/util.c:1533): rlimit: no matter"));
    }

    [Fact]
    public void ANamedProgramIsTheOnlyOneThatIsLookedAt()
    {
        var error = Assert.Throws<CriuException>(() => CriuProgram.Find("/bin/true"));
        Assert.Contains("/bin/true does not say its version", error.Message, StringComparison.Ordinal);
    }
}
