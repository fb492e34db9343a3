using System.Diagnostics;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>Functions with a root file system of their own, deployed by the command line.</summary>
public sealed class RootFsTests : IDisposable
{
    // As skopeo writes an image: one layer, compressed.
    private const string WriteLayout = """
        import gzip, hashlib, io, json, os, sys, tarfile
        source, target = sys.argv[1:]
        os.makedirs(target + "/blobs/sha256")
        def blob(content):
            name = hashlib.sha256(content).hexdigest()
            with open(f"{target}/blobs/sha256/{name}", "wb") as file: file.write(content)
            return {"digest": "sha256:" + name, "size": len(content)}
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as tar: tar.add(source, ".")
        packed = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **blob(gzip.compress(layer.getvalue(), 1))}
        config = {"mediaType": "application/vnd.oci.image.config.v1+json", **blob(b"{}")}
        manifest = blob(json.dumps({"schemaVersion": 2, "config": config, "layers": [packed]}).encode())
        index = {"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest}]}
        with open(target + "/index.json", "w") as file: json.dump(index, file)
        with open(target + "/oci-layout", "w") as file: file.write('{"imageLayoutVersion": "1.0.0"}')
        """;

    private readonly ThawProcess _thaw = new();

    [RequiresFact("root")]
    public void A_folder_and_an_image_take_the_place_of_the_hosts_usr()
    {
        var runtime = SmallRoot.AddPython(_thaw.PathOf("own/rootfs"));
        _thaw.Write("own/rootfs/etc/mark", "mine");
        _thaw.Write("own/handler.py", "import sys\ndef handler(event, context):\n    return [sys.executable, open('/etc/mark').read()]\n");
        _thaw.Write("own/thaw.yaml", "handler: handler.handler\nrootfs: rootfs\n");
        Python("-c", WriteLayout, _thaw.PathOf("own/rootfs"), _thaw.PathOf("image"));
        using var host = _thaw.Start(null, ["serve", "--listen", "127.0.0.1:0"]);
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        var expected = $"[\"/usr/local/bin/{runtime}\", \"mine\"]\n";
        // The root goes its own way: the function's zip holds two small files.
        Assert.Matches($"^deployed own \\({runtime}, handler.handler, [0-9]{{3}} bytes\\)", Ok("deploy", "own", "--endpoint", endpoint));
        Assert.Equal(expected, Ok("invoke", "own", "--endpoint", endpoint));
        Ok("deploy", "own", "--name", "again", "--endpoint", endpoint);
        Ok("deploy", "own", "--name", "image", "--rootfs", "image", "--endpoint", endpoint);
        Assert.Equal(expected, Ok("invoke", "again", "--endpoint", endpoint));
        Assert.Equal(expected, Ok("invoke", "image", "--endpoint", endpoint));

        Refused("has python3.", "deploy", "own", "--runtime", "python3.99", "--endpoint", endpoint);
        Refused("no such folder", "deploy", "own", "--rootfs", "nowhere", "--endpoint", endpoint);
        Refused("--optimize measures with this machine's Python", "deploy", "own", "--optimize", "--endpoint", endpoint);
        _thaw.Write("own/thaw.yaml", "handler: handler.handler\npython: \">=3.99\"\nrootfs: rootfs\n");
        Refused("its root file system has python3.", "deploy", "own", "--endpoint", endpoint);
        _thaw.Write("own/thaw.yaml", "handler: handler.handler\nrootfs: nowhere\n");
        Refused("rootfs: there is no folder nowhere", "deploy", "own", "--endpoint", endpoint);
        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        _thaw.AssertNothingLeft();
    }

    public void Dispose() => _thaw.Dispose();

    private string Ok(params string[] arguments)
    {
        var run = _thaw.Run(null, arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run.Output;
    }

    private void Refused(string words, params string[] arguments)
    {
        var run = _thaw.Run(null, arguments);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    private static void Python(params string[] arguments)
    {
        using var process = Process.Start("/usr/bin/python3", arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
