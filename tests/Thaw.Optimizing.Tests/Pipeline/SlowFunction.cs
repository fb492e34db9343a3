using System.Globalization;
using Thaw.Optimizing.Pipeline;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>A function on the standard library alone, with an import that nothing needs, one that one event needs, and one that all need.</summary>
internal sealed class SlowFunction : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SlowFunction()
    {
        Write("thaw.yaml", """
            name: slow
            handler: handler.handler
            timeout: 10
            packages: []
            events:
              - {file: events/plain.json, weight: 90}
              - {file: events/rare.json, weight: 10}
              - {file: events/held.json, weight: 1, holdout: true}
            """);
        Write("events/plain.json", """{"kind": "plain", "n": 3}""");
        Write("events/rare.json", """{"kind": "rare", "n": 4}""");
        Write("events/held.json", """{"kind": "rare", "n": 5}""");
        Write("handler.py", Handler);
        Write("waste.py", Wait(0.3));
        Write("rare.py", Wait(0.2) + "\n\ndef work(n):\n    return 5 + n\n");
        Write("always.py", Wait(0.05) + "\n\ndef work(n):\n    return n * 2\n");
    }

    public const string Handler = """
        # The handler of a test.
        import waste
        import rare
        import always


        def handler(event, context):
            if event["kind"] == "rare":
                return rarely(event)
            return {"result": always.work(event["n"])}


        def rarely(event):
            return {"result": rare.work(event["n"])}

        """;

    public string Path => System.IO.Path.Combine(_folder.Path, "slow");

    public string Cache => System.IO.Path.Combine(_folder.Path, "cache");

    public string Out => System.IO.Path.Combine(_folder.Path, "package");

    public OptimizeRequest Request => new()
    {
        Function = new PrepareRequest { Path = Path },
        CacheFolder = Cache,
        OutFolder = Out,
        Quick = true,
    };

    public void Dispose() => _folder.Dispose();

    /// <summary>Source of a module that waits as long as a library computes; what the machine does besides changes that little.</summary>
    public static string Wait(double seconds) => string.Create(CultureInfo.InvariantCulture, $"import time\n\ntime.sleep({seconds})\n");

    public void Write(string name, string content) => _folder.Write("slow/" + name, content);
}
