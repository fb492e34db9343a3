using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Concurrency;

/// <summary>Reserved and provisioned concurrency, as real clients ask for them.</summary>
public sealed class ConcurrencyTests
{
    [RequiresFact("root", "cgroups", "deb.awscli", "deb.python3-boto3")]
    public async Task Provisioned_concurrency_is_put_read_listed_and_deleted()
    {
        await using var host = ServedHost.Start();
        host.Deploy("f", "import os\ndef handler(event, context):\n    return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']\n");
        host.AwsOk("publish-version", "--function-name", "f");
        Assert.Contains("(ProvisionedConcurrencyConfigNotFoundException)", host.Aws("get-provisioned-concurrency-config", "--function-name", "f", "--qualifier", "1").Output, StringComparison.Ordinal);
        Assert.Equal("2", host.AwsOk(
            "put-provisioned-concurrency-config", "--function-name", "f", "--qualifier", "1", "--provisioned-concurrent-executions", "2",
            "--query", "RequestedProvisionedConcurrentExecutions"));
        var version = host.Host.Functions.Get("f").Versions[0];
        ProcessFacts.WaitUntil(() => host.Host.Invoker.ProvisionedOf(version).Available == 2, "the instances do not start");
        Assert.Equal("""
            READY 2 2 2
            arn:aws:lambda:us-east-1:000000000000:function:f:1 READY
            "provisioned-concurrency"
            InvalidParameterValueException
            InvalidParameterValueException
            204 []
            """, host.Boto("""
            got = client.get_provisioned_concurrency_config(FunctionName='f', Qualifier='1')
            print(got['Status'], *[got[each + 'ProvisionedConcurrentExecutions'] for each in ('Requested', 'Available', 'Allocated')])
            listed, = client.list_provisioned_concurrency_configs(FunctionName='f')['ProvisionedConcurrencyConfigs']
            print(listed['FunctionArn'], listed['Status'])
            print(client.invoke(FunctionName='f', Qualifier='1')['Payload'].read().decode())
            for call, arguments in ((client.put_function_concurrency, {'ReservedConcurrentExecutions': 1}), (client.put_provisioned_concurrency_config, {'Qualifier': '$LATEST', 'ProvisionedConcurrentExecutions': 1})):
                try:
                    call(FunctionName='f', **arguments)
                except client.exceptions.ClientError as error:
                    print(error.response['Error']['Code'])
            deleted = client.delete_provisioned_concurrency_config(FunctionName='f', Qualifier='1')
            print(deleted['ResponseMetadata']['HTTPStatusCode'], client.list_provisioned_concurrency_configs(FunctionName='f')['ProvisionedConcurrencyConfigs'])
            """));
        ProcessFacts.WaitUntil(() => host.Host.Invoker.ProvisionedOf(version).Available == 0, "the instances do not end");
    }
}
