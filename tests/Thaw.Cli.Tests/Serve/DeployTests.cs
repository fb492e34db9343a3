using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>What can be deployed, with the libraries that it needs; on one host.</summary>
public sealed class DeployTests : IDisposable
{
    private const string UsesShapes = "import shapes\ndef handler(event, context):\n    return [shapes.area(event['side']), shapes.__file__]\n";
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups", "deb.python3-pip")]
    public void Requirements_and_virtual_environments_bring_their_libraries()
    {
        WriteWheel("wheels/shapes-1.2-py3-none-any.whl");
        _thaw.WriteFunction(UsesShapes, "wants");
        _thaw.Write("wants/requirements.txt", $"--no-index\n--find-links {_thaw.PathOf("wheels")}\nshapes>=1\n");
        _thaw.WriteFunction(UsesShapes, "has");
        Python("-m", "venv", "--without-pip", _thaw.PathOf("has/.venv"));
        Python("-m", "pip", "--python", _thaw.PathOf("has/.venv/bin/python"), "install", "--quiet", "--no-index", "--find-links", _thaw.PathOf("wheels"), "shapes");
        using var host = Serve(out var endpoint);
        foreach (var name in new[] { "wants", "has" })
        {
            Ok("deploy", name, "--runtime", SystemRuntime(), "--endpoint", endpoint);
            Assert.Equal("[9, \"/var/libraries/shapes/__init__.py\"]\n", Ok("invoke", name, "--event", "{\"side\": 3}", "--endpoint", endpoint));
        }
        // The project's own tool, and the index that pip's settings name: as everywhere else, a lock's addresses do not count.
        _thaw.WriteFunction(UsesShapes, "locked");
        _thaw.Write("locked/uv.lock", "version = 1\n[[package]]\nname = 'app'\nsource = {virtual = '.'}\ndependencies = [{name = 'shapes'}]\n"
            + $"[[package]]\nname = 'shapes'\nversion = '1.2'\nsource = {{registry = 'https://index.invalid/simple'}}\nwheels = [{{url = 'https://files.invalid/shapes-1.2-py3-none-any.whl', hash = 'sha256:{HashOf("wheels/shapes-1.2-py3-none-any.whl")}'}}]\n");
        var deployed = _thaw.Run($"PIP_NO_INDEX=1 PIP_FIND_LINKS={_thaw.PathOf("wheels")} exec \"$@\"", "deploy", "locked", "--runtime", SystemRuntime(), "--endpoint", endpoint);
        Assert.True(deployed.ExitCode == 0, deployed.Error);
        Assert.Equal("[4, \"/var/libraries/shapes/__init__.py\"]\n", Ok("invoke", "locked", "--event", "{\"side\": 2}", "--endpoint", endpoint));
        _thaw.Write("wants/requirements.txt", $"--no-index\n--find-links {_thaw.PathOf("wheels")}\nno-such-thing\n");
        Refused("no-such-thing", "deploy", "wants", "--runtime", SystemRuntime(), "--endpoint", endpoint);
        Refused("not a virtual environment", "deploy", "has", "--virtualenv", "wheels", "--runtime", SystemRuntime(), "--endpoint", endpoint);
        End(host);
    }

    [RequiresFact("root", "cgroups")]
    public void A_template_deploys_its_functions_and_layers_on_a_mapped_runtime_and_a_program_deploys_as_it_is()
    {
        _thaw.Write("app/src/app.py", "import os, words\ndef handler(event, context):\n    return [words.HELLO, os.environ['TABLE'], context.memory_limit_in_mb, os.environ['AWS_EXECUTION_ENV']]\n");
        _thaw.Write("app/layer/python/words.py", "HELLO = 'hello'\n");
        _thaw.Write("app/template.yaml", """
            Globals: {Function: {Runtime: python3.99, MemorySize: 256}}
            Resources:
              Table: {Type: AWS::DynamoDB::Table}
              Words: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
              Greet:
                Type: AWS::Serverless::Function
                Properties: {FunctionName: greet, FunctionUrlConfig: {AuthType: NONE}, CodeUri: src, Handler: app.handler, Layers: [!Ref Words], Environment: {Variables: {TABLE: !Ref Table}}}
            """);
        using var host = Serve(out var endpoint, "--runtime", $"python3.99=/usr/bin/{SystemRuntime()}");
        Refused("--parameter Table=VALUE", "deploy", "app", "--endpoint", endpoint);
        Refused("--parameter Table=other: write NAME=VALUE, each name once", "deploy", "app", "--parameter", "Table=orders", "--parameter", "Table=other", "--endpoint", endpoint);
        for (var time = 0; time < 2; time++)
            Assert.Contains("deployed greet (python3.99, app.handler, ", Ok("deploy", "app/template.yaml", "--parameter", "Table=orders", "--endpoint", endpoint), StringComparison.Ordinal);
        _thaw.Write("event.json", "{}");
        Assert.Equal("[\"hello\", \"orders\", \"256\", \"AWS_Lambda_python3.99\"]\n", Ok("invoke", "greet", "--event", "@" + _thaw.PathOf("event.json"), "--endpoint", endpoint));
        var report = JsonDocument.Parse(Ok("deploy", "app", "--parameter", "Table=orders", "--json", "--endpoint", endpoint)).RootElement;
        Assert.Equal(endpoint + "/fn/greet/", report.GetProperty("functions")[0].GetProperty("url").GetString());
        Refused("--quick is for one function, and not for those of a template", "deploy", "app", "--quick", "--endpoint", endpoint);
        Refused("--optimize is for one function, and not for those of a template", "deploy", "app", "--optimize", "--endpoint", endpoint);
        Refused("--quick says how --optimize measures", "deploy", "app/src", "--quick", "--endpoint", endpoint);
        Refused("--url all: write iam", "deploy", "app/src", "--url", "all", "--endpoint", endpoint);
        Assert.EndsWith(":layer:Words:1", report.GetProperty("layers")[0].GetString(), StringComparison.Ordinal);
        Refused("python3.98 is not on this machine; it has python3.", "deploy", "app/src", "--handler", "app.handler", "--runtime", "python3.98", "--endpoint", endpoint);

        _thaw.Write("rare/handler.py", "def handler(event, context):\n    return 1\n");
        _thaw.Write("rare/thaw.yaml", "handler: handler.handler\nkeep-alive: learnt\n");
        Ok("deploy", "rare", "--endpoint", endpoint);
        Assert.Matches("(?m)^rare .* kept 600 s \\(learnt\\)  handler.handler$", Ok("functions", "--endpoint", endpoint));

        Assert.Contains($"\nurl {endpoint}/fn/bash_hello/\n", Ok("deploy", Repository.PathOf("samples/bash_hello"), "--url", "iam", "--endpoint", endpoint), StringComparison.Ordinal);
        Assert.Equal("{\"greeting\": \"hello Ada\"}\n", Ok("invoke", "bash_hello", "--event", "{\"name\": \"Ada\"}", "--endpoint", endpoint));
        End(host);
    }

    [RequiresTheory("root", "cgroups", "debian-packages")]
    [InlineData("matrix")]
    [InlineData("markdown")]
    [InlineData("report")]
    public void A_sample_function_answers_its_events_as_it_does_outside(string name)
    {
        var folder = Repository.PathOf("functions/" + name);
        using var host = Serve(out var endpoint);
        Ok("deploy", folder, "--endpoint", endpoint);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "events")))
        {
            var expected = PythonIn(folder, "-B", "-c", $"import json, handler\nprint(json.dumps(handler.handler(json.load(open('{file}')), None)))");
            var answer = JsonDocument.Parse(Ok("invoke", name, "--event", "@" + file, "--endpoint", endpoint)).RootElement;
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, answer), $"{file}: {answer}");
        }
        End(host);
    }

    [RequiresFact("root", "cgroups", "debian-packages")]
    public void The_sample_with_a_helper_of_its_own_answers_as_it_does_outside()
    {
        const string script = """
            import glob, json, os, socket, subprocess, sys
            with socket.create_server(("127.0.0.1", 0)) as free: port = free.getsockname()[1]
            with subprocess.Popen([sys.executable, "stand_in/s3.py", str(port)]) as stand_in:
                while socket.socket().connect_ex(("127.0.0.1", port)): assert stand_in.poll() is None
                os.environ.update(json.loads(sys.argv[1]), THAW_SERVICE_S3=f"http://127.0.0.1:{port}")
                sys.path.insert(0, "")
                import handler
                print(json.dumps([handler.handler(json.load(open(file)), None) for file in sorted(glob.glob("events/*.json"))]))
                stand_in.kill()
            """;
        const string variables = """{"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-1", "THUMBNAIL_BUCKET": "thumbnails"}""";
        var folder = Repository.PathOf("functions/s3_thumbnail");
        using var host = Serve(out var endpoint);
        Ok("deploy", folder, "--endpoint", endpoint);
        var answers = Directory.EnumerateFiles(Path.Combine(folder, "events")).Order(StringComparer.Ordinal)
            .Select(file => Ok("invoke", "s3_thumbnail", "--event", "@" + file, "--endpoint", endpoint));
        var expected = JsonDocument.Parse(PythonIn(folder, "-B", "-c", script, variables)).RootElement;
        var all = JsonDocument.Parse($"[{string.Join(',', answers)}]").RootElement;
        Assert.True(JsonElement.DeepEquals(expected, all), $"{expected}\n{all}");
        End(host);
    }

    [Theory]
    [InlineData("write NAME=INTERPRETER", "serve", "--runtime", "python3.12")]
    [InlineData("no such interpreter", "serve", "--runtime", "python3.12=/no/such/python")]
    public void A_runtime_that_cannot_be_mapped_is_one_line(string words, params string[] arguments) => Refused(words, arguments);

    public void Dispose() => _thaw.Dispose();

    private Process Serve(out string endpoint, params string[] more)
    {
        var host = _thaw.Start(null, ["serve", "--listen", "127.0.0.1:0", .. more]);
        endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        return host;
    }

    private void End(Process host)
    {
        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        _thaw.AssertNothingLeft();
    }

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

    private static string SystemRuntime() => Path.GetFileName(File.ResolveLinkTarget("/usr/bin/python3", returnFinalTarget: true)!.FullName);

    private string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_thaw.PathOf(name))));

    private void WriteWheel(string name)
    {
        _thaw.Write("wheel.py", """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
                wheel.writestr('shapes/__init__.py', 'def area(side):\n    return side * side\n')
                wheel.writestr('shapes-1.2.dist-info/METADATA', 'Metadata-Version: 2.1\nName: shapes\nVersion: 1.2\n')
                wheel.writestr('shapes-1.2.dist-info/WHEEL', 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
                wheel.writestr('shapes-1.2.dist-info/RECORD', 'shapes/__init__.py,,\nshapes-1.2.dist-info/METADATA,,\nshapes-1.2.dist-info/WHEEL,,\nshapes-1.2.dist-info/RECORD,,\n')
            """);
        Directory.CreateDirectory(Path.GetDirectoryName(_thaw.PathOf(name))!);
        Python(_thaw.PathOf("wheel.py"), _thaw.PathOf(name));
    }

    private static void Python(params string[] arguments) => PythonIn("/", arguments);

    private static string PythonIn(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["MPLCONFIGDIR"] = "/tmp/matplotlib";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
