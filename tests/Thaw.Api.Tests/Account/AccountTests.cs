using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Account;

public sealed class AccountTests
{
    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task The_settings_say_what_the_host_can_hold_and_run_and_what_it_holds()
    {
        await using var host = ServedHost.Start();
        host.Deploy("f", "def handler(event, context):\n    return 1\n");
        host.Deploy("same", "def handler(event, context):\n    return 1\n");
        var most = host.Host.Invoker.MostInstances;
        Assert.Equal($"2 True True 262144000 1073741824 {most} {most - 3}", host.Boto("""
            client.put_function_concurrency(FunctionName='f', ReservedConcurrentExecutions=3)
            settings = client.get_account_settings()
            limit, usage = settings['AccountLimit'], settings['AccountUsage']
            size = client.get_function_configuration(FunctionName='f')['CodeSize']
            print(usage['FunctionCount'], usage['TotalCodeSize'] == size, limit['TotalCodeSize'] > size, limit['CodeSizeZipped'], limit['CodeSizeUnzipped'],
                limit['ConcurrentExecutions'], limit['UnreservedConcurrentExecutions'])
            """));
    }
}
