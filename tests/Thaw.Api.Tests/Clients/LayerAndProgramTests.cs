using System.Text.Json;
using Thaw.Testing;

namespace Thaw.Api.Tests.Clients;

/// <summary>Debian's own <c>aws</c> with layers, and with functions in other languages than Python.</summary>
public sealed class LayerAndProgramTests
{
    private const string Role = "arn:aws:iam::123456789012:role/any";

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task A_layer_is_published_used_listed_and_deleted()
    {
        await using var host = ServedHost.Start();
        var runtime = host.Host.Functions.Runtimes[0];
        var zip = host.ZipOf(("python/greetings.py", "def greet(name):\n    return 'hello ' + name\n"), ("share/words.txt", "hi"));
        var published = JsonDocument.Parse(host.AwsOk(
            "publish-layer-version", "--layer-name", "words", "--zip-file", "fileb://" + zip, "--compatible-runtimes", runtime, "--description", "first")).RootElement;
        Assert.Equal((1, "first"), (published.GetProperty("Version").GetInt32(), published.GetProperty("Description").GetString()));
        var arn = published.GetProperty("LayerVersionArn").GetString()!;
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:layer:words:1", arn);

        host.AwsOk(
            "create-function", "--function-name", "greet", "--runtime", runtime, "--handler", "f.handler", "--role", Role, "--layers", arn,
            "--zip-file", "fileb://" + host.Zip("import greetings\ndef handler(event, context):\n    return [greetings.greet('you'), open('/opt/share/words.txt').read()]\n"));
        Assert.Equal("""["hello you", "hi"]""", Invoke(host, "greet"));
        Assert.Equal(arn, host.AwsOk("get-function-configuration", "--function-name", "greet", "--query", "Layers[0].Arn", "--output", "text"));
        Assert.Equal("1", host.AwsOk("list-layers", "--query", "Layers[0].LatestMatchingVersion.Version"));
        Assert.Equal("1", host.AwsOk("list-layer-versions", "--layer-name", "words", "--query", "length(LayerVersions)"));
        Assert.Equal("first", host.AwsOk("get-layer-version-by-arn", "--arn", arn, "--query", "Description", "--output", "text"));

        host.AwsOk("delete-layer-version", "--layer-name", "words", "--version-number", "1");
        Assert.Contains("(ResourceNotFoundException)", host.Aws("get-layer-version", "--layer-name", "words", "--version-number", "1").Output, StringComparison.Ordinal);
        Assert.Equal("[]", host.AwsOk("list-layers", "--query", "Layers"));
        host.AwsOk("update-function-configuration", "--function-name", "greet", "--timeout", "5");
        Assert.Equal("""["hello you", "hi"]""", Invoke(host, "greet"));
        host.AwsOk("update-function-configuration", "--function-name", "greet", "--layers", "[]");
        Assert.Contains("Runtime.ImportModuleError", Invoke(host, "greet"), StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task A_function_in_bash_is_deployed_and_invoked()
    {
        await using var host = ServedHost.Start();
        var zip = host.ZipOf(("bootstrap", File.ReadAllText(Repository.PathOf("samples/bash_hello/bootstrap"))));
        host.AwsOk("create-function", "--function-name", "bash", "--runtime", "provided.al2023", "--handler", "any", "--role", Role, "--zip-file", "fileb://" + zip);
        Assert.Equal("""{"greeting": "hello Ada"}""", Invoke(host, "bash", """{"name": "Ada"}"""));
        Assert.Equal("""{"errorMessage": "nobody is there", "errorType": "Nobody"}""", Invoke(host, "bash", """{"name": "nobody"}"""));
        Assert.Equal("""{"greeting": "hello stranger"}""", Invoke(host, "bash"));
    }

    [RequiresTheory("root", "cgroups", "deb.awscli")]
    [InlineData("Runtime.ExitError", "exit status 3", "#!/bin/bash\nexit 3\n")]
    [InlineData("Runtime.ExitError", "exit status 4", "#!/bin/bash\ncurl -s http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next > /dev/null\nexit 4\n")]
    [InlineData("Broken", "no start", "#!/bin/bash\ncurl -s http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/init/error -d '{\"errorType\": \"Broken\", \"errorMessage\": \"no start\"}'\n")]
    [InlineData("Runtime.InvalidEntrypoint", "No such file", "#!/no/such/program\n")]
    public async Task A_program_that_fails_is_an_error_of_the_function(string type, string words, string program)
    {
        await using var host = ServedHost.Start();
        host.AwsOk(
            "create-function", "--function-name", "p", "--runtime", "provided", "--handler", "any", "--role", Role, "--zip-file", "fileb://" + host.ZipOf(("bootstrap", program)));
        var error = JsonDocument.Parse(Invoke(host, "p")).RootElement;
        Assert.Equal(type, error.GetProperty("errorType").GetString());
        Assert.Contains(words, error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    private static string Invoke(ServedHost host, string name, string payload = "{}")
    {
        host.AwsOk("invoke", "--function-name", name, "--payload", payload, "--cli-binary-format", "raw-in-base64-out", host.PathOf("out.json"));
        return File.ReadAllText(host.PathOf("out.json"));
    }
}
