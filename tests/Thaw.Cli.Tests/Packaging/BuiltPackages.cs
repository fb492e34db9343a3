using System.Diagnostics;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Packaging;

/// <summary>What <c>./package</c> makes, made once for all tests of it.</summary>
public sealed class BuiltPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _made;

    public BuiltPackages() => _made = new Lazy<string>(Make);

    public string Tarball => Directory.GetFiles(_made.Value, "thaw-*-linux-x64.tar.gz").Single();

    public string Wheel => Directory.GetFiles(_made.Value, "thaw-*.whl").Single();

    public void Dispose() => _folder.Dispose();

    private string Make()
    {
        var start = new ProcessStartInfo(Repository.PathOf("package"), [_folder.Path]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return _folder.Path;
    }
}
