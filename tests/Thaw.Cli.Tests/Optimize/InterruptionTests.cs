using System.Security.Cryptography;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Optimizing.Packaging;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Optimize;

/// <summary>Ctrl-C and kill -9 at different moments, with an older package in place: it is there afterwards, or the new one, whole.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    public void Dispose() => _thaw.Dispose();

    [Theory]
    [InlineData("INT", "profile")]
    [InlineData("KILL", "profile")]
    [InlineData("KILL", "plan")]
    [InlineData("INT", "verify")]
    [InlineData("KILL", "verify")]
    [InlineData("INT", "measure")]
    [InlineData("INT", "write")]
    [InlineData("KILL", "write")]
    public void The_package_is_the_old_one_or_the_new_one(string signal, string moment)
    {
        WastefulFunction.Write(_thaw);
        Assert.Equal(0, _thaw.Run(null, "optimize", "f", "--quick", "--out", "package").ExitCode);
        var old = File.ReadAllText(_thaw.PathOf("package/" + PackageManifest.FileName));
        WastefulFunction.Write(_thaw, "# New.\n" + WastefulFunction.Handler);

        using var process = _thaw.Start(null, "optimize", "f", "--quick", "--out", "package");
        while (process.StandardError.ReadLine() is { } line && !line.EndsWith(": " + moment, StringComparison.Ordinal))
        {
        }

        ThawProcess.Signal(process, signal);
        var error = process.StandardError.ReadToEnd();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // Writing takes a few milliseconds: it may be over before the signal arrives.
        var interrupted = signal == "INT" ? 130 : 137;
        Assert.Contains(process.ExitCode, moment == "write" ? [0, interrupted] : (int[])[interrupted]);
        Assert.DoesNotContain("defect", error, StringComparison.Ordinal);
        AssertNothingLeftInTheEnd();
        var manifest = AssertWhole(_thaw.PathOf("package"));
        if (moment != "write")
        {
            Assert.Equal(old, manifest);
        }
    }

    /// <summary>After kill -9 the guardian does it, which takes its time.</summary>
    private void AssertNothingLeftInTheEnd()
    {
        ProcessFacts.WaitUntil(
            () => !Directory.EnumerateFiles(_thaw.PathOf("state"), "*", SearchOption.AllDirectories).Any(), "the ledger is still there");
        _thaw.AssertNothingLeft();
    }

    /// <summary>Every file that the manifest names, as it says, and no other.</summary>
    private static string AssertWhole(string package)
    {
        var manifest = PackageManifest.Read(package);
        foreach (var file in manifest.Files)
        {
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(package, file.Path)))));
        }

        Assert.Equal(
            manifest.Files.Select(file => file.Path).Append(PackageManifest.FileName).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(package, path)).Order(StringComparer.Ordinal));
        return File.ReadAllText(Path.Combine(package, PackageManifest.FileName));
    }
}
