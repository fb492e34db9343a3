using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Testing;

namespace Thaw.Api.Tests.Clients;

/// <summary>Debian's own <c>aws</c> against a host, as its users type it.</summary>
public sealed class AwsCommandLineTests
{
    private const string Role = "arn:aws:iam::123456789012:role/any";
    private const string Greet = "def handler(event, context):\n    print('hi')\n    return {'hello': event.get('name'), 'version': context.function_version}\n";

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task A_function_is_deployed_waited_for_invoked_changed_published_and_deleted()
    {
        await using var host = ServedHost.Start();
        host.AwsOk(
            "create-function", "--function-name", "greet", "--runtime", host.Host.Functions.Runtimes[0], "--handler", "f.handler", "--role", Role,
            "--zip-file", "fileb://" + host.Zip(Greet));
        host.AwsOk("wait", "function-active-v2", "--function-name", "greet");
        host.AwsOk("wait", "function-exists", "--function-name", "greet");

        var invoked = JsonDocument.Parse(Invoke(host, "greet", "--log-type", "Tail")).RootElement;
        Assert.Equal(200, invoked.GetProperty("StatusCode").GetInt32());
        Assert.Equal("$LATEST", invoked.GetProperty("ExecutedVersion").GetString());
        var log = Encoding.UTF8.GetString(Convert.FromBase64String(invoked.GetProperty("LogResult").GetString()!));
        Assert.Contains("\nhi\nEND RequestId: ", log, StringComparison.Ordinal);
        Assert.Contains("Init Duration: ", log, StringComparison.Ordinal);
        Assert.Equal("""{"hello": "Ada", "version": "$LATEST"}""", await File.ReadAllTextAsync(host.PathOf("out.json")));

        host.AwsOk("publish-version", "--function-name", "greet");
        host.AwsOk("create-alias", "--function-name", "greet", "--name", "live", "--function-version", "1");
        host.AwsOk("update-function-code", "--function-name", "greet", "--zip-file", "fileb://" + host.Zip("def handler(event, context):\n    return 2\n"));
        host.AwsOk("wait", "function-updated-v2", "--function-name", "greet");
        host.AwsOk("update-function-configuration", "--function-name", "greet", "--timeout", "7", "--environment", "Variables={AB=c}");
        host.AwsOk("wait", "function-updated", "--function-name", "greet");
        Assert.Equal("7", host.AwsOk("get-function-configuration", "--function-name", "greet", "--query", "Timeout"));

        Invoke(host, "greet");
        Assert.Equal("2", await File.ReadAllTextAsync(host.PathOf("out.json")));
        Assert.Equal("1", JsonDocument.Parse(Invoke(host, "arn:aws:lambda:us-east-1:000000000000:function:greet:live")).RootElement.GetProperty("ExecutedVersion").GetString());
        Assert.Equal("""{"hello": "Ada", "version": "1"}""", await File.ReadAllTextAsync(host.PathOf("out.json")));
        Assert.Equal("[\"$LATEST\",\"1\"]", Compact(host.AwsOk("list-versions-by-function", "--function-name", "greet", "--query", "Versions[].Version")));

        host.AwsOk("delete-function", "--function-name", "greet");
        Assert.Equal("[]", host.AwsOk("list-functions", "--query", "Functions"));
        Assert.Contains("(ResourceNotFoundException)", host.Aws("get-function", "--function-name", "greet").Output, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task A_functions_error_is_a_success_of_the_call_that_says_so()
    {
        await using var host = ServedHost.Start();
        Create(host, "fails", "def handler(event, context):\n    raise ValueError('no')\n");
        var invoked = JsonDocument.Parse(Invoke(host, "fails")).RootElement;
        Assert.Equal((200, "Unhandled"), (invoked.GetProperty("StatusCode").GetInt32(), invoked.GetProperty("FunctionError").GetString()));
        using var error = JsonDocument.Parse(await File.ReadAllTextAsync(host.PathOf("out.json")));
        Assert.Equal(["errorMessage", "errorType", "requestId", "stackTrace"], error.RootElement.EnumerateObject().Select(part => part.Name));
        Assert.Equal("204", JsonDocument.Parse(Invoke(host, "fails", "--invocation-type", "DryRun")).RootElement.GetProperty("StatusCode").GetRawText());
    }

    [RequiresTheory("root", "cgroups", "deb.awscli")]
    [InlineData("InvalidParameterValueException", "Runtime python2.7 is not on this machine; it has python3.", "--runtime", "python2.7")]
    [InlineData("InvalidParameterValueException", "'timeout'", "--timeout", "901")]
    [InlineData("InvalidParameterValueException", "This host takes no VpcConfig", "--vpc-config", "SubnetIds=subnet-1,SecurityGroupIds=sg-1")]
    [InlineData("InvalidParameterValueException", "This host takes no FileSystemConfigs", "--file-system-configs", "Arn=arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0,LocalMountPath=/mnt/x")]
    [InlineData("InvalidParameterValueException", "This host takes no KMSKeyArn", "--kms-key-arn", "arn:aws:kms:us-east-1:123456789012:key/x")]
    [InlineData("InvalidParameterValueException", "at 'snapStart.applyOn' failed to satisfy constraint", "--snap-start", "ApplyOn=Always")]
    [InlineData("InvalidParameterValueException", "This host takes no CodeSigningConfigArn", "--code-signing-config-arn", "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0")]
    [InlineData("ResourceNotFoundException", "layer:x:1 does not exist", "--layers", "arn:aws:lambda:us-east-1:123456789012:layer:x:1")]
    public async Task What_cannot_be_deployed_is_refused_in_the_words_of_the_api(string error, string words, string option, string value)
    {
        await using var host = ServedHost.Start();
        var (exitCode, output) = host.Aws(
            "create-function", "--function-name", "bad", "--runtime", host.Host.Functions.Runtimes[0], "--handler", "f.handler", "--role", Role,
            "--zip-file", "fileb://" + host.Zip(Greet), option, value);
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"({error})", output, StringComparison.Ordinal);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Empty(host.Host.Functions.All);
    }

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task Reserved_concurrency_of_nothing_refuses_every_invocation()
    {
        await using var host = ServedHost.Start();
        Create(host, "none", Greet);
        host.AwsOk("put-function-concurrency", "--function-name", "none", "--reserved-concurrent-executions", "0");
        var (_, output) = host.Aws("invoke", "--function-name", "none", host.PathOf("out.json"));
        Assert.Contains("(TooManyRequestsException)", output, StringComparison.Ordinal);
        host.AwsOk("delete-function-concurrency", "--function-name", "none");
        Invoke(host, "none");
    }

    private static void Create(ServedHost host, string name, string module) => host.AwsOk(
        "create-function", "--function-name", name, "--runtime", host.Host.Functions.Runtimes[0], "--handler", "f.handler", "--role", Role,
        "--zip-file", "fileb://" + host.Zip(module));

    private static string Invoke(ServedHost host, string name, params string[] more) => host.AwsOk(
        ["invoke", "--function-name", name, "--payload", """{"name": "Ada"}""", "--cli-binary-format", "raw-in-base64-out", .. more, host.PathOf("out.json")]);

    private static string Compact(string json) => string.Create(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement)}");
}
