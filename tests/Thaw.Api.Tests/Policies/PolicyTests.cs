using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Policies;

public sealed class PolicyTests
{
    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Permissions_are_added_told_as_a_policy_and_removed()
    {
        await using var host = ServedHost.Start();
        host.Deploy("f", "def handler(event, context):\n    return 1\n");
        Assert.Equal("""
            ResourceNotFoundException
            {'Sid': 'bucket', 'Effect': 'Allow', 'Principal': {'Service': 's3.amazonaws.com'}, 'Action': 'lambda:InvokeFunction', 'Resource': 'arn:aws:lambda:us-east-1:000000000000:function:f', 'Condition': {'StringEquals': {'AWS:SourceAccount': '123456789012'}, 'ArnLike': {'AWS:SourceArn': 'arn:aws:s3:::b'}}}
            2012-10-17 ['bucket', 'everybody', 'account'] ['*', {'AWS': 'arn:aws:iam::123456789012:root'}]
            {'StringEquals': {'lambda:FunctionUrlAuthType': 'NONE'}}
            ResourceConflictException
            InvalidParameterValueException
            PreconditionFailedException
            ResourceNotFoundException
            arn:aws:lambda:us-east-1:000000000000:function:f:1
            ResourceNotFoundException
            ['everybody', 'account']
            ResourceNotFoundException
            """, host.Boto("""
            def refused(call, **arguments):
                try:
                    print(call(FunctionName='f', **arguments))
                except client.exceptions.ClientError as error:
                    print(error.response['Error']['Code'])
            def policy(**arguments):
                return json.loads(client.get_policy(FunctionName='f', **arguments)['Policy'])
            refused(client.get_policy)
            added = client.add_permission(FunctionName='f', StatementId='bucket', Action='lambda:InvokeFunction', Principal='s3.amazonaws.com', SourceArn='arn:aws:s3:::b', SourceAccount='123456789012')
            print(json.loads(added['Statement']))
            client.add_permission(FunctionName='f', StatementId='everybody', Action='lambda:InvokeFunctionUrl', Principal='*', FunctionUrlAuthType='NONE')
            client.add_permission(FunctionName='f', StatementId='account', Action='lambda:*', Principal='123456789012')
            whole = policy()
            print(whole['Version'], [each['Sid'] for each in whole['Statement']], [each['Principal'] for each in whole['Statement'][1:]])
            print(whole['Statement'][1]['Condition'])
            refused(client.add_permission, StatementId='bucket', Action='lambda:InvokeFunction', Principal='*')
            refused(client.add_permission, StatementId='other', Action='s3:Get', Principal='*')
            refused(client.remove_permission, StatementId='bucket', RevisionId='other')
            refused(client.remove_permission, StatementId='other')
            client.publish_version(FunctionName='f')
            client.add_permission(FunctionName='f', Qualifier='1', StatementId='one', Action='lambda:InvokeFunction', Principal='*')
            print(policy(Qualifier='1')['Statement'][0]['Resource'])
            refused(client.get_policy, Qualifier='2')
            client.remove_permission(FunctionName='f', StatementId='bucket', RevisionId=client.get_policy(FunctionName='f')['RevisionId'])
            print([each['Sid'] for each in policy()['Statement']])
            client.remove_permission(FunctionName='f', StatementId='everybody')
            client.remove_permission(FunctionName='f', StatementId='account')
            refused(client.get_policy)
            """));
    }
}
