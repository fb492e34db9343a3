using Thaw.Testing;

namespace Thaw.Functions.Tests;

/// <summary>A function's folder that a test writes, and what loading it says.</summary>
internal sealed class FunctionFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FunctionFolder() => Directory.CreateDirectory(Path);

    /// <summary>The function's folder.</summary>
    public string Path => _folder.PathOf("fn");

    /// <summary>A place outside of it.</summary>
    public string Outside(string name) => _folder.PathOf(name);

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public FunctionFolder With(string name, string content)
    {
        _folder.Write(System.IO.Path.Combine("fn", name), content);
        return this;
    }

    /// <summary>A valid handler and this manifest.</summary>
    public FunctionFolder WithManifest(string manifest) =>
        With("handler.py", "def handler(event, context):\n    return event\n").With("thaw.yaml", manifest);

    public FunctionDefinition Load(FunctionLoadOptions? options = null) =>
        FunctionLoader.Load(Path, options ?? new FunctionLoadOptions());

    /// <summary>The message of the error that loading gives, with the folder's own path cut out.</summary>
    public string Error(FunctionLoadOptions? options = null, string? path = null)
    {
        var error = Assert.Throws<FunctionException>(() => FunctionLoader.Load(path ?? Path, options ?? new FunctionLoadOptions()));
        Assert.Equal(FunctionProblem.BadInput, error.Problem);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message.Replace(Path, "FN", StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
