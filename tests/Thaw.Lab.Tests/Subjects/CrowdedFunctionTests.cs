using Thaw.Functions;
using Thaw.Lab.Subjects;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Subjects;

/// <summary>A function that is copied to see what all others declare.</summary>
public sealed class CrowdedFunctionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CrowdedFunctionTests()
    {
        foreach (var (name, packages) in (ReadOnlySpan<(string, string)>)[("one", "packages:\n  - python3-six\n  - python3-numpy\n"), ("two", "packages: [python3-pil]\n"), ("three", "packages:\n- python3-six\n")])
        {
            _folder.Write($"functions/{name}/thaw.yaml", $"name: {name}\nhandler: handler.handler\n{packages}events:\n  - {{file: event.json, weight: 60}}\n");
            _folder.Write($"functions/{name}/handler.py", "def handler(event, context):\n    return 1\n");
            _folder.Write($"functions/{name}/event.json", "{}");
        }
    }

    [Theory]
    [InlineData("one")]
    [InlineData("two")]
    [InlineData("three")]
    public void It_declares_the_packages_of_all_and_is_otherwise_the_same(string name)
    {
        var copy = _folder.PathOf("copy");

        CrowdedFunction.Make(_folder.PathOf("functions/" + name), _folder.PathOf("functions"), copy);
        var function = FunctionLoader.Load(copy, new FunctionLoadOptions());

        Assert.Equal(["python3-numpy", "python3-pil", "python3-six"], function.Packages);
        Assert.Equal(name, function.Name);
        Assert.Equal([60.0], function.Events.Select(item => item.Weight));
    }

    public void Dispose() => _folder.Dispose();
}
