using System.Globalization;
using Thaw.Functions;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Verification;

/// <summary>A function and a changed copy of it, both written by a test, with a real interpreter.</summary>
internal sealed class FunctionPair : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<RewrittenModule> _modules = [];
    private PreparedFunction? _original;
    private PreparedFunction? _result;

    /// <summary>Files of both, by name; each file of the result that differs counts as a rewritten module.</summary>
    public FunctionPair(
        IReadOnlyDictionary<string, string> original, IReadOnlyDictionary<string, string> changes, params string[] events)
    {
        foreach ((string name, string text) in original)
        {
            _folder.Write("original/" + name, text);
            _folder.Write("result/" + name, changes.GetValueOrDefault(name, text));
        }

        foreach ((string name, string text) in changes)
        {
            string module = name[..^".py".Length].Replace('/', '.').Replace(".__init__", "", StringComparison.Ordinal);
            _modules.Add(new RewrittenModule(module, _folder.PathOf("original/" + name), name.EndsWith("__init__.py", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetBytes(text), []));
        }

        Events = [.. (events.Length > 0 ? events : ["{}"]).Select(
            (json, index) => new FunctionEvent("event" + index.ToString(CultureInfo.InvariantCulture), json, 1, true, Holdout: index > 0 && index == events.Length - 1))];
    }

    public IReadOnlyList<FunctionEvent> Events { get; init; }

    public string? Python { get; init; }

    public FunctionKind Kind { get; init; } = FunctionKind.Handler;

    public string ResultFolder => _folder.PathOf("result");

    public PreparedFunction Original => _original ??= Prepare("original");

    public PreparedFunction Result => _result ??= Prepare("result");

    public string PathOf(string name) => _folder.PathOf(name);

    public VerificationResult Verify(VerifyOptions? options = null, PackageVerifier? verifier = null) =>
        (verifier ?? new PackageVerifier()).Verify(Original, Result, _modules, options ?? new VerifyOptions(), CancellationToken.None);

    public void Dispose()
    {
        _original?.Dispose();
        _result?.Dispose();
        _folder.Dispose();
    }

    private PreparedFunction Prepare(string name) => PreparedFunction.Prepare(
        new PrepareRequest
        {
            Path = _folder.PathOf(name),
            Python = Python,
            Function = new FunctionDefinition
            {
                Name = "test",
                Kind = Kind,
                Target = Kind == FunctionKind.Handler ? "handler.handler" : _folder.PathOf(name + "/handler.py"),
                Root = _folder.PathOf(name),
                Timeout = TimeSpan.FromSeconds(30),
                Events = Events,
            },
        },
        _folder.PathOf("cache"));
}
