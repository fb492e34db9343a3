using Thaw.Api.Tests.Clients;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Api.Tests.Lambda;

/// <summary>Aliases that stand for two versions. Weights of nothing and of everything: which version runs is then certain.</summary>
public sealed class AliasRoutingTests
{
    private const string Helpers = """
        def show(alias):
            done = client.invoke(FunctionName='f', Qualifier=alias['Name'])
            print(alias.get('RoutingConfig', {}).get('AdditionalVersionWeights'), done['Payload'].read().decode(), done['ExecutedVersion'])
        def refused(call, **arguments):
            try:
                print(call(FunctionName='f', **arguments))
            except client.exceptions.ClientError as error:
                print(error.response['Error']['Code'])

        """;

    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Invocations_events_and_urls_go_to_the_versions_of_an_alias_by_weight()
    {
        await using var host = Start();
        Assert.Equal("""
            {'2': 0} "1" 1
            {'2': 1} "2" 2
            "2"
            """, host.Boto(Helpers + """
            import urllib.request
            show(client.create_alias(FunctionName='f', Name='live', FunctionVersion='1', RoutingConfig={'AdditionalVersionWeights': {'2': 0}}))
            show(client.update_alias(FunctionName='f', Name='live', RoutingConfig={'AdditionalVersionWeights': {'2': 1}}))
            url = client.create_function_url_config(FunctionName='f', Qualifier='live', AuthType='NONE')['FunctionUrl']
            print(urllib.request.urlopen(url).read().decode())
            client.invoke(FunctionName='f', Qualifier='live', InvocationType='Event')
            """));
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the event is not done");
        Assert.Equal(["1", "2", "2", "2"], host.LinesOf("f", "NOTE ").Select(note => note.GetString()).Order(StringComparer.Ordinal));
    }

    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Weights_stay_until_others_are_given_and_what_cannot_be_is_refused()
    {
        await using var host = Start();
        Assert.Equal("""
            {'2': 1} d
            ResourceConflictException
            InvalidParameterValueException
            InvalidParameterValueException
            InvalidParameterValueException
            InvalidParameterValueException
            ResourceNotFoundException
            InvalidParameterValueException
            None "1" 1
            ['$LATEST', '1']
            """, host.Boto(Helpers + """
            client.create_alias(FunctionName='f', Name='live', FunctionVersion='1', RoutingConfig={'AdditionalVersionWeights': {'2': 1}})
            client.update_alias(FunctionName='f', Name='live', Description='d')
            got = client.get_alias(FunctionName='f', Name='live')
            print(got['RoutingConfig']['AdditionalVersionWeights'], got['Description'])
            refused(client.delete_function, Qualifier='2')
            for weights in ({'2': 1.5}, {'1': 0.5}, {'$LATEST': 0.5}, {'1': 0.1, '2': 0.1}, {'7': 0.5}):
                refused(client.update_alias, Name='live', RoutingConfig={'AdditionalVersionWeights': weights})
            refused(client.update_alias, Name='live', FunctionVersion='$LATEST')
            show(client.update_alias(FunctionName='f', Name='live', RoutingConfig={'AdditionalVersionWeights': {}}))
            client.delete_function(FunctionName='f', Qualifier='2')
            print([each['Version'] for each in client.list_versions_by_function(FunctionName='f')['Versions']])
            """));
    }

    private static ServedHost Start()
    {
        var host = ServedHost.Start();
        host.Deploy("f", "def handler(event, context):\n    print('NOTE', '\"' + context.function_version + '\"')\n    return context.function_version\n");
        host.Host.Functions.Publish("f", null, null, null);
        host.Host.Functions.UpdateSettings("f", new FunctionChange { TimeoutSeconds = 5 }, null);
        host.Host.Functions.Publish("f", null, null, null);
        return host;
    }
}
