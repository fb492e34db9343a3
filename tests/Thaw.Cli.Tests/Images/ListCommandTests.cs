using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Images;

/// <summary>What a host says about its images.</summary>
public sealed class ListCommandTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public async Task Images_and_who_gets_them_are_listed()
    {
        _thaw.WriteFunction("import decimal\ndef handler(event, context):\n    return str(decimal.Decimal(1))\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0", "--image-memory", "512");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Assert.Equal(0, _thaw.Run(null, "deploy", "f", "--endpoint", endpoint).ExitCode);
        _thaw.Write("g/handler.py", "def handler(event, context):\n    return 1\n");
        _thaw.Write("g/thaw.yaml", "handler: handler.handler\nimage: none\n");
        Assert.Equal(0, _thaw.Run(null, "deploy", "g", "--endpoint", endpoint).ExitCode);
        Assert.Contains("boots: it says image: none", _thaw.Run(null, "images", "list", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        Assert.Contains("boots: it has not been started yet", _thaw.Run(null, "images", "list", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        Assert.Equal(0, _thaw.Run(null, "invoke", "f", "--endpoint", endpoint).ExitCode);

        var report = Read(endpoint);
        ProcessFacts.WaitUntil(() => (report = Read(endpoint)).GetProperty("images").GetArrayLength() > 0, "no image is made");
        var image = report.GetProperty("images")[0];
        Assert.Equal((0, 0), (image.GetProperty("libraries").GetArrayLength(), image.GetProperty("forks").GetInt32()));
        Assert.Equal(image.GetProperty("name").GetString(), report.GetProperty("functions")[0].GetProperty("image").GetString());
        var name = image.GetProperty("name").GetString()!;
        Assert.Contains(name, _thaw.Run(null, "images", "list", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        Validate("images-list", "images", "list", "--endpoint", endpoint);
        Validate("images-plan", "images", "plan", "--image-memory", "300", "--endpoint", endpoint);
        Validate("images-inspect", "images", "inspect", name, "--endpoint", endpoint);
        Assert.Matches("\nf +is forked from it\n", _thaw.Run(null, "images", "inspect", name, "--endpoint", endpoint).Output);
        Assert.Equal(0, _thaw.Run(null, "images", "delete", name, "--endpoint", endpoint).ExitCode);
        Assert.Contains(name + " deleted\n", _thaw.Run(null, "images", "list", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        var (code, _, error) = Run("images", "inspect", "nothing", "--endpoint", endpoint);
        Assert.Equal((2, "thaw: There is no image nothing; thaw images list names those that are there or planned (ResourceNotFoundException)"), (code, error.Trim()));

        _thaw.Write("modules.txt", "# two\ndecimal\njson\n");
        Assert.Matches("^[0-9a-f]{12} holds [0-9]+ modules in ", Run("images", "build", _thaw.PathOf("modules.txt"), "--endpoint", endpoint).Output);
        Assert.Equal(1, Run("images", "build", "json.nothing", "--endpoint", endpoint).Code);
        ThawProcess.Signal(host, "TERM");
        await host.WaitForExitAsync();
    }

    [Fact]
    public void Too_little_memory_is_refused()
    {
        var (code, _, error) = Run("serve", "--image-memory", "5");
        Assert.Equal((2, "thaw: --image-memory 5: not a number of MB from 64 to 1048576, or 0"), (code, error.Trim()));
    }

    public void Dispose() => _thaw.Dispose();

    private void Validate(string schema, params string[] arguments)
    {
        var (code, output, error) = Run([.. arguments, "--json"]);
        Assert.True(code == 0, error);
        _thaw.Write("report.json", output);
        Schemas.Validate($"docs/schemas/{schema}.schema.json", _thaw.PathOf("report.json"));
    }

    private JsonElement Read(string endpoint) =>
        JsonDocument.Parse(_thaw.Run(null, "images", "list", "--json", "--endpoint", endpoint).Output).RootElement.GetProperty("report");

    private (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var done = _thaw.Run(null, arguments);
        return (done.ExitCode, done.Output, done.Error);
    }
}
