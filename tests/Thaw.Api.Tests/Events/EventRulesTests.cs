using System.Text;
using Thaw.Api.Tests.Clients;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Api.Tests.Events;

/// <summary>What becomes of asynchronous events, as real clients configure it.</summary>
public sealed class EventRulesTests
{
    private const string Notes = "import json\ndef handler(event, context):\n    print('NOTE', json.dumps(event))\n";
    private const string Divides = "def handler(event, context):\n    return 6 // event['by']\n";

    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task Rules_are_put_changed_listed_and_deleted()
    {
        await using var host = ServedHost.Start();
        host.Deploy("f", Divides);
        host.Deploy("notes", Notes);
        Assert.Equal("""
            ResourceNotFoundException
            :f:$LATEST 1 3600 {'OnSuccess': {}, 'OnFailure': {'Destination': 'arn:aws:lambda:us-east-1:000000000000:function:notes'}}
            0 3600 notes
            None 60 {'OnSuccess': {}, 'OnFailure': {}}
            ['$LATEST', '1']
            InvalidParameterValueException
            InvalidParameterValueException
            InvalidParameterValueException
            ResourceNotFoundException
            204 ResourceNotFoundException
            """, host.Boto("""
            arn = 'arn:aws:lambda:us-east-1:000000000000:function:notes'
            def refused(call, **arguments):
                try:
                    print(call(FunctionName='f', **arguments))
                except client.exceptions.ClientError as error:
                    print(error.response['Error']['Code'])
            refused(client.get_function_event_invoke_config)
            put = client.put_function_event_invoke_config(FunctionName='f', MaximumRetryAttempts=1, MaximumEventAgeInSeconds=3600, DestinationConfig={'OnFailure': {'Destination': arn}})
            print(put['FunctionArn'][-10:], put['MaximumRetryAttempts'], put['MaximumEventAgeInSeconds'], put['DestinationConfig'])
            client.update_function_event_invoke_config(FunctionName='f', MaximumRetryAttempts=0)
            got = client.get_function_event_invoke_config(FunctionName='f')
            assert got['LastModified'] >= put['LastModified']
            print(got['MaximumRetryAttempts'], got['MaximumEventAgeInSeconds'], got['DestinationConfig']['OnFailure']['Destination'][-5:])
            put = client.put_function_event_invoke_config(FunctionName='f', MaximumEventAgeInSeconds=60)
            print(put.get('MaximumRetryAttempts'), put['MaximumEventAgeInSeconds'], put['DestinationConfig'])
            client.publish_version(FunctionName='f')
            client.put_function_event_invoke_config(FunctionName='f', Qualifier='1', MaximumRetryAttempts=2)
            print([each['FunctionArn'].split(':')[-1] for each in client.list_function_event_invoke_configs(FunctionName='f')['FunctionEventInvokeConfigs']])
            refused(client.put_function_event_invoke_config, DestinationConfig={'OnFailure': {'Destination': 'arn:aws:sqs:us-east-1:000000000000:queue'}})
            refused(client.put_function_event_invoke_config, DestinationConfig={'OnFailure': {'Destination': arn + 'x'}})
            refused(client.update_function_configuration, DeadLetterConfig={'TargetArn': 'arn:aws:sns:us-east-1:000000000000:topic'})
            refused(client.put_function_event_invoke_config, Qualifier='2', MaximumRetryAttempts=1)
            print(client.delete_function_event_invoke_config(FunctionName='f')['ResponseMetadata']['HTTPStatusCode'], end=' ')
            refused(client.delete_function_event_invoke_config)
            """));
    }

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task Destinations_hear_of_success_and_of_failure_and_dead_letters_arrive()
    {
        await using var host = ServedHost.Start();
        host.Deploy("divide", Divides);
        host.Deploy("notes", Notes);
        host.Deploy("letters", "import json\ndef handler(event, context):\n    print('LETTER', json.dumps([event, context.client_context.custom]))\n");
        const string arn = "arn:aws:lambda:us-east-1:000000000000:function:";
        host.AwsOk("update-function-configuration", "--function-name", "divide", "--dead-letter-config", $"TargetArn={arn}letters");
        host.AwsOk(
            "put-function-event-invoke-config", "--function-name", "divide", "--maximum-retry-attempts", "0",
            "--destination-config", $$$"""{"OnSuccess": {"Destination": "{{{arn}}}notes"}, "OnFailure": {"Destination": "{{{arn}}}notes"}}""");
        foreach (var by in new[] { 2, 0 })
        {
            host.AwsOk(
                "invoke", "--function-name", "divide", "--invocation-type", "Event", "--cli-binary-format", "raw-in-base64-out",
                "--payload", $$"""{"by": {{by}}}""", host.PathOf("out.json"));
        }
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the events are not done");
        var notes = host.LinesOf("notes", "NOTE ").ToDictionary(note => note.GetProperty("requestContext").GetProperty("condition").GetString()!);
        var success = notes["Success"];
        Assert.Equal(("1.0", 2, 3), (success.GetProperty("version").GetString(), success.GetProperty("requestPayload").GetProperty("by").GetInt32(), success.GetProperty("responsePayload").GetInt32()));
        var failure = notes["RetriesExhausted"];
        Assert.Equal(arn + "divide:$LATEST", failure.GetProperty("requestContext").GetProperty("functionArn").GetString());
        Assert.Equal(1, failure.GetProperty("requestContext").GetProperty("approximateInvokeCount").GetInt32());
        Assert.Equal("""{"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}""", failure.GetProperty("responseContext").GetRawText());
        Assert.Equal("ZeroDivisionError", failure.GetProperty("responsePayload").GetProperty("errorType").GetString());
        var letter = Assert.Single(host.LinesOf("letters", "LETTER "));
        Assert.Equal(failure.GetProperty("requestContext").GetProperty("requestId").GetString(), letter[1].GetProperty("RequestID").GetString());
        Assert.Equal((0, "200"), (letter[0].GetProperty("by").GetInt32(), letter[1].GetProperty("ErrorCode").GetString()));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_destination_hears_of_an_answer_that_is_no_json_as_a_text()
    {
        await using var host = ServedHost.Start();
        host.Deploy("notes", Notes);
        const string program = """
            #!/bin/bash
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
            while true; do
                id=$(curl -sS -D - -o /dev/null "$api/invocation/next" | tr -d '\r' | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
                curl -sS "$api/invocation/$id/response" -d 'done: "nothing"'
            done
            """;
        var answers = new FunctionChange { Runtime = "provided", Handler = "any" };
        host.Host.Functions.Create("program", await File.ReadAllBytesAsync(host.ZipOf(("bootstrap", program + "\n"))), answers, publish: false);
        host.Host.Functions.ChangeFunction("program", function => function with
        {
            EventRules = new Dictionary<string, EventRules> { [FunctionVersion.Latest] = new EventRules(default) { OnSuccess = FunctionName.Arn("notes") } },
        });
        host.Host.Events.Accept(new FunctionName("program", null), new Invocation(Guid.NewGuid().ToString(), Deep(64), "arn"));
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the events are not done");
        var note = Assert.Single(host.LinesOf("notes", "NOTE "));
        Assert.Equal("done: \"nothing\"", note.GetProperty("responsePayload").GetString());
        // As deep as an event may be: within a record it would be too deep for one.
        Assert.Equal(Encoding.UTF8.GetString(Deep(64)), note.GetProperty("requestPayload").GetString());
    }

    private static byte[] Deep(int levels) => Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));
}
