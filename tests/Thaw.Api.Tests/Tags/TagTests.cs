using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Tags;

public sealed class TagTests
{
    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Tags_are_given_at_creation_added_changed_removed_and_told()
    {
        await using var host = ServedHost.Start();
        Assert.Equal("""
            {'stage': 'test', 'team': 'a'}
            {'stage': 'live', 'team': 'a', 'with space': 'and / slash'}
            {'stage': 'live'} {'stage': 'live'}
            InvalidParameterValueException
            InvalidParameterValueException
            InvalidParameterValueException
            ResourceNotFoundException
            InvalidParameterValueException
            """, host.Boto($$$"""
            zip = open('{{{host.Zip("def handler(event, context):\n    return 1\n")}}}', 'rb').read()
            def make(name, tags):
                return client.create_function(FunctionName=name, Runtime='{{{host.Host.Functions.Runtimes[0]}}}', Handler='f.handler', Role='arn:aws:iam::123456789012:role/x', Code={'ZipFile': zip}, Tags=tags)['FunctionArn']
            def show(tags):
                return dict(sorted(tags.items()))
            arn = make('tagged', {'stage': 'test', 'team': 'a'})
            print(show(client.list_tags(Resource=arn)['Tags']))
            client.tag_resource(Resource=arn, Tags={'stage': 'live', 'with space': 'and / slash'})
            print(show(client.get_function(FunctionName='tagged')['Tags']))
            client.untag_resource(Resource=arn, TagKeys=['team', 'with space', 'never given'])
            client.update_function_code(FunctionName='tagged', ZipFile=zip)
            print(client.list_tags(Resource=arn)['Tags'], client.get_function(FunctionName='tagged')['Tags'])
            def refused(call, **arguments):
                try:
                    print(call(**arguments))
                except client.exceptions.ClientError as error:
                    print(error.response['Error']['Code'])
            refused(client.tag_resource, Resource=arn, Tags={str(number): '' for number in range(50)})
            refused(client.tag_resource, Resource=arn, Tags={'k' * 129: ''})
            refused(client.tag_resource, Resource=arn + ':$LATEST', Tags={'a': 'b'})
            refused(client.list_tags, Resource=arn + 'x')
            refused(make, name='other', tags={'k': 'v' * 257})
            assert [each['FunctionName'] for each in client.list_functions()['Functions']] == ['tagged']
            """));
    }
}
