using System.Text.Json;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>What callers get from functions that behave, and from those that do not.</summary>
public sealed class AnswerTests
{
    [RequiresFact("root", "cgroups")]
    public async Task A_result_comes_back_first_cold_and_then_warm_and_what_was_printed_is_in_the_log()
    {
        await using var host = new TestHost();
        host.Deploy("greet", """
            import os
            count = 0
            def handler(event, context):
                global count
                count += 1
                print("from", event["name"], context.aws_request_id)
                os.system("echo from a child")
                return {"count": count, "uid": os.getuid(), "ü": context.function_name}
            """);
        var first = await host.InvokeAsync("greet", """{"name": "Ada"}""");
        var second = await host.InvokeAsync("greet", """{"name": "Bo"}""");

        Assert.Equal("boot", first.Strategy);
        Assert.Equal("warm", second.Strategy);
        using var result = JsonDocument.Parse(second.Answer.Payload);
        Assert.Equal(2, result.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(host.Host.Functions.Get("greet").UserId, result.RootElement.GetProperty("uid").GetUInt32());
        Assert.Equal("greet", result.RootElement.GetProperty("ü").GetString());
        var lines = TestHost.Log(first).Split('\n');
        Assert.StartsWith("INIT_START", lines[0], StringComparison.Ordinal);
        Assert.Equal($"START RequestId: {first.RequestId} Version: $LATEST", lines[1]);
        Assert.Equal($"from Ada {first.RequestId}", lines[2]);
        Assert.Equal("from a child", lines[3]);
        Assert.Equal($"END RequestId: {first.RequestId}", lines[4]);
        Assert.Matches(@"^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t$", lines[5]);
        Assert.DoesNotContain("Init Duration", TestHost.Log(second), StringComparison.Ordinal);
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("import nothing_like_it\n", "f.handler", "Runtime.ImportModuleError", "Unable to import module 'f': No module named 'nothing_like_it'")]
    [InlineData("x = 1\n", "f.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'f'")]
    [InlineData("def handler(:\n", "f.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'f': invalid syntax (f.py, line 1)")]
    [InlineData("x = 1\n", "handler", "Runtime.MalformedHandlerName", "Bad handler 'handler': not enough values to unpack (expected 2, got 1)")]
    [InlineData("1 / 0\n", "f.handler", "ZeroDivisionError", "division by zero")]
    [InlineData("import sys\nsys.exit(4)\n", "f.handler", "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: exit status 4")]
    public async Task A_function_that_cannot_be_imported_says_why(string module, string handler, string type, string message)
    {
        await using var host = new TestHost();
        host.Deploy("bad", module, new FunctionChange { Handler = handler });
        await AssertError(host, "{}", type, message);
        Assert.Equal(0, host.Host.Invoker.Instances);
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("raise", "ValueError", "so it goes")]
    [InlineData("set", "Runtime.MarshalError", "Unable to marshal response: Object of type set is not JSON serializable")]
    [InlineData("exit", "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: exit status 3")]
    [InlineData("leave", "Runtime.ExitError", "RequestId: * Error: Runtime exited without providing a reason")]
    [InlineData("abort", "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: signal: aborted")]
    [InlineData("spin", "Sandbox.Timedout", "RequestId: * Error: Task timed out after 3.00 seconds")]
    [InlineData("eat", "Runtime.OutOfMemory", "RequestId: * Error: Runtime exited with error: signal: killed")]
    [InlineData("large", "Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes).")]
    [InlineData("close", "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: signal: killed")]
    public async Task A_handler_that_fails_is_reported_and_the_next_invocation_works(string how, string type, string message)
    {
        await using var host = new TestHost();
        host.Deploy("fails", """
            import os, sys, time
            def handler(event, context):
                how = event["how"]
                if how == "raise": raise ValueError("so it goes")
                if how == "set": return {1}
                if how == "exit": sys.exit(3)
                if how == "leave": os._exit(0)
                if how == "abort": os.abort()
                if how == "eat": x = bytearray(1 << 30)
                if how == "large": return "x" * (7 << 20)
                if how == "close": os.close(3); time.sleep(60)
                while how == "spin": pass
                return how
            """, new FunctionChange { TimeoutSeconds = how == "spin" ? 3 : 30 });
        await AssertError(host, $$"""{"how": "{{how}}"}""", type, message, "fails");
        Assert.Equal("\"fine\"", TestHost.Text(await host.InvokeAsync("fails", """{"how": "fine"}""")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_error_carries_the_lines_of_the_function_and_none_of_the_runtime()
    {
        await using var host = new TestHost();
        host.Deploy("trace", "def inner():\n    raise KeyError('x')\n\ndef handler(event, context):\n    inner()\n");
        var done = await host.InvokeAsync("trace");
        using var error = JsonDocument.Parse(done.Answer.Payload);
        Assert.Equal(done.RequestId, error.RootElement.GetProperty("requestId").GetString());
        var trace = error.RootElement.GetProperty("stackTrace").EnumerateArray().Select(line => line.GetString()!).ToList();
        Assert.Equal(2, trace.Count);
        Assert.StartsWith("  File \"/var/task/f.py\", line 5, in handler\n    inner()\n", trace[0], StringComparison.Ordinal);
        Assert.StartsWith("  File \"/var/task/f.py\", line 2, in inner\n", trace[1], StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_that_writes_without_end_is_ended_in_time_and_its_log_stays_small()
    {
        await using var host = new TestHost();
        host.Deploy("noise", "def handler(event, context):\n    while True: print('x' * 10000)\n", new FunctionChange { TimeoutSeconds = 3 });
        var done = await host.InvokeAsync("noise");
        Assert.Equal("Sandbox.Timedout", TestHost.Error(done).Type);
        Assert.InRange(done.Log.ToArray().Length, 200_000, 300_000);
        Assert.Contains("bytes left out", TestHost.Log(done), StringComparison.Ordinal);
        Assert.Contains("Status: timeout", TestHost.Log(done), StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Processes_that_write_without_end_hold_up_no_answer()
    {
        await using var host = new TestHost();
        host.Deploy("noise", """
            import os
            def handler(event, context):
                for _ in range(8):
                    if os.fork() == 0:
                        while True: os.write(1, b"x" * 4096)
                return "answered"
            """, new FunctionChange { MemoryMb = 3538 });
        for (var time = 0; time < 3; time++)
            Assert.Equal("\"answered\"", TestHost.Text(await host.InvokeAsync("noise").WaitAsync(TimeSpan.FromMinutes(1))));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_log_that_cannot_be_written_costs_no_answer_and_no_instance()
    {
        await using var host = new TestHost();
        host.Deploy("f", "def handler(event, context):\n    print('told')\n    return 1\n");
        var file = host.PathOf("logs/f.log");
        Directory.CreateDirectory(file);
        Assert.Equal("1", TestHost.Text(await host.InvokeAsync("f")));
        Directory.Delete(file);
        Assert.Equal("warm", (await host.InvokeAsync("f")).Strategy);
        var log = await File.ReadAllTextAsync(file);
        Assert.Matches("^\\[thaw: [1-9]\\d* bytes could not be written here\\]\nSTART", log);
    }

    private static async Task AssertError(TestHost host, string json, string type, string message, string name = "bad")
    {
        var done = await host.InvokeAsync(name, json);
        Assert.Equal((type, message), (TestHost.Error(done).Type, TestHost.Error(done).Message.Replace(done.RequestId, "*", StringComparison.Ordinal)));
    }
}
