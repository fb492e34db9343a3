using Thaw.Testing;

namespace Thaw.Api.Tests.Clients;

/// <summary>Debian's boto3 against a host.</summary>
public sealed class BotoTests
{
    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Boto3_gets_what_it_expects()
    {
        await using var host = ServedHost.Start();
        var zip = host.Zip("def handler(event, context):\n    return {'client': context.client_context.custom, 'left': context.get_remaining_time_in_millis() > 1000}\n");
        Assert.Equal("""
            greet:1 Active
            200 None 1 {"client": {"a": "b"}, "left": true}
            ['$LATEST', '1'] ['live'] 5
            ResourceConflictException 409
            InvalidRequestContentException 400
            PreconditionFailedException 412
            202 RequestTooLargeException
            204
            """, host.Boto($$$"""
            import base64
            zip = open('{{{zip}}}', 'rb').read()
            made = client.create_function(FunctionName='greet', Runtime='{{{host.Host.Functions.Runtimes[0]}}}', Handler='f.handler', Role='arn:aws:iam::123456789012:role/x', Code={'ZipFile': zip}, Publish=True)
            print(made['FunctionArn'].split(':', 6)[-1], made['State'])
            client.get_waiter('published_version_active').wait(FunctionName='greet', Qualifier='1')
            context = base64.b64encode(json.dumps({'custom': {'a': 'b'}}).encode()).decode()
            done = client.invoke(FunctionName='greet', Qualifier='1', ClientContext=context)
            print(done['StatusCode'], done.get('FunctionError'), done['ExecutedVersion'], done['Payload'].read().decode())
            client.create_alias(FunctionName='greet', Name='live', FunctionVersion='1')
            client.put_function_concurrency(FunctionName='greet', ReservedConcurrentExecutions=5)
            print([each['Version'] for page in client.get_paginator('list_versions_by_function').paginate(FunctionName='greet') for each in page['Versions']],
                [each['Name'] for each in client.list_aliases(FunctionName='greet')['Aliases']], client.get_function(FunctionName='greet')['Concurrency']['ReservedConcurrentExecutions'])
            def refused(call, **arguments):
                try:
                    call(**arguments)
                except client.exceptions.ClientError as error:
                    print(error.response['Error']['Code'], error.response['ResponseMetadata']['HTTPStatusCode'])
            refused(client.create_function, FunctionName='greet', Runtime='python3.11', Handler='f.handler', Role='arn:aws:iam::123456789012:role/x', Code={'ZipFile': zip})
            refused(client.invoke, FunctionName='greet', Payload=b'{')
            refused(client.update_function_code, FunctionName='greet', ZipFile=zip, RevisionId='other')
            try:
                print(client.invoke(FunctionName='greet', InvocationType='Event', Payload=b'{}')['StatusCode'], end=' ')
                client.invoke(FunctionName='greet', InvocationType='Event', Payload=b'"' + b'x' * (1 << 20) + b'"')
            except client.exceptions.ClientError as error:
                print(error.response['Error']['Code'])
            print(client.delete_function(FunctionName='greet')['ResponseMetadata']['HTTPStatusCode'])
            """));
    }
}
