using System.Text.Json;
using Thaw.Testing;

namespace Thaw.Snapshots.Tests.Restore;

public class ProcessRestoreTests(SnapshotFunctions functions) : IClassFixture<SnapshotFunctions>
{
    private const string Module = """
        import os, random, sys, tempfile, uuid
        TABLE = [bytes([i % 251]) * 4096 for i in range(2000)]
        GENERATOR = random.Random()
        os.makedirs("/tmp/cache/deep", mode=0o750)
        with open("/tmp/cache/deep/model.bin", "wb") as file:
            file.write(b"model" * 1000)
        os.chmod("/tmp/cache/deep/model.bin", 0o640)
        os.symlink("cache/deep", "/tmp/short")
        def handler(event, context):
            with open("/proc/self/status") as file:
                status = {name: value.strip() for name, value in (line.split(":", 1) for line in file)}
            model = os.stat("/tmp/short/model.bin")
            with open("/tmp/mine", "w") as file:
                file.write("mine")
            return {
                "user": status["Uid"].split()[0], "capabilities": status["CapEff"] + status["CapBnd"], "seccomp": status["Seccomp"],
                "privileges": status["NoNewPrivs"], "groups": status.get("Groups", "").strip(), "pid": os.getpid(), "intact": all(TABLE[i][0] == i % 251 for i in range(2000)),
                "random": GENERATOR.random(), "shared": random.random(), "name": tempfile.mktemp(), "uuid": str(uuid.uuid1().node),
                "secret": os.environ.get("SECRET"), "model": [model.st_uid, oct(model.st_mode & 0o7777), model.st_size],
                "others": [name for name in os.listdir("/proc") if name.isdigit()], "open": sorted(map(int, os.listdir("/proc/self/fd")))[:4],
                "left": sorted(name for name in sys.modules if name.startswith("thaw_")),
            }
        """;

    [RequiresFact("root", "criu")]
    public async Task EightInstancesGoOnFromOneCapturedProcessEachAsItself()
    {
        var (images, code, _) = await functions.CaptureAsync(Module);
        var instances = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            functions.RestoreAsync(images, code, (uint)(211_000 + i), isLazy: false, ("SECRET", $"secret-{i}"))));
        try
        {
            var answers = await Task.WhenAll(instances.Select(instance => instance.InvokeAsync()));
            for (var i = 0; i < answers.Length; i++)
                CheckIsItself(answers[i], i);
            foreach (var unique in (string[])["random", "shared", "name", "uuid"])
                Assert.Equal(8, answers.Select(answer => answer.GetProperty(unique).ToString()).Distinct().Count());
        }
        finally
        {
            foreach (var instance in instances)
                await instance.DisposeAsync();
        }
        // Nothing of a restore is left beside the images.
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(images)!, "*restore*"));
    }

    private static void CheckIsItself(JsonElement answer, int i)
    {
        var user = 211_000 + i;
        Assert.Equal($"{user}", answer.GetProperty("user").GetString());
        Assert.Equal(new string('0', 32), answer.GetProperty("capabilities").GetString());
        Assert.Equal("2", answer.GetProperty("seccomp").GetString());
        Assert.Equal("1", answer.GetProperty("privileges").GetString());
        Assert.Equal("", answer.GetProperty("groups").GetString());
        Assert.True(answer.GetProperty("intact").GetBoolean());
        Assert.Equal($"secret-{i}", answer.GetProperty("secret").GetString());
        Assert.Equal($"[{user}, \"0o640\", 5000]", answer.GetProperty("model").GetRawText());
        Assert.Equal("[0, 1, 2, 3]", answer.GetProperty("open").GetRawText());
        // Neither pid 1 nor what is left of a worker is its business.
        Assert.Equal($"[\"{answer.GetProperty("pid").GetInt32()}\"]", answer.GetProperty("others").GetRawText());
    }

    [RequiresFact("root", "criu", "deb.python3-numpy")]
    public async Task NumpyGoesOnWithItsThreadsAndWithNumbersOfItsOwn()
    {
        const string module = """
            import os, threading
            import numpy
            MATRIX = numpy.arange(250000.0).reshape(500, 500)
            EXPECTED = float((MATRIX @ MATRIX).trace())
            GENERATOR = numpy.random.default_rng()
            WAITING = threading.Event()
            threading.Thread(target=WAITING.wait, daemon=True).start()
            def handler(event, context):
                return {"same": float((MATRIX @ MATRIX).trace()) == EXPECTED, "threads": len(os.listdir("/proc/self/task")),
                        "numbers": [GENERATOR.random(), numpy.random.random()]}
            """;
        var (images, code, _) = await functions.CaptureAsync(module, said: null, ("PYTHONPATH", "/usr/lib/python3/dist-packages"));
        await using var first = await functions.RestoreAsync(images, code, 211_101);
        await using var second = await functions.RestoreAsync(images, code, 211_102);
        var (one, other) = (await first.InvokeAsync(), await second.InvokeAsync());
        foreach (var answer in (JsonElement[])[one, other])
        {
            Assert.True(answer.GetProperty("same").GetBoolean());
            Assert.InRange(answer.GetProperty("threads").GetInt32(), 2, 1000);
        }
        for (var i = 0; i < 2; i++)
            Assert.NotEqual(one.GetProperty("numbers")[i].GetDouble(), other.GetProperty("numbers")[i].GetDouble());
    }

    [RequiresFact("root", "criu")]
    public async Task AnOpenConnectionIsNamedWithWhoHoldsIt()
    {
        const string module = """
            import socket
            LISTENER = socket.create_server(("127.0.0.1", 4000))
            CLIENT = socket.create_connection(("127.0.0.1", 4000))
            SERVER = LISTENER.accept()
            def handler(event, context):
                return None
            """;
        JsonElement report = default;
        var refused = await Assert.ThrowsAsync<SnapshotException>(() => functions.CaptureAsync(module, said => report = said));
        Assert.Equal("a connection to 127.0.0.1 port 4000, held by module f", report.GetProperty("obstacles")[0].GetString());
        Assert.StartsWith("a TCP connection is open", refused.Message, StringComparison.Ordinal);
    }

    [RequiresFact("root", "criu", "userfaultfd")]
    public async Task PagesOnDemandAreThoseThatWereCaptured()
    {
        var (images, code, _) = await functions.CaptureAsync(Module);
        await using var instance = await functions.RestoreAsync(images, code, SnapshotFunctions.User, isLazy: true);
        Assert.True((await instance.InvokeAsync()).GetProperty("intact").GetBoolean());
    }
}
