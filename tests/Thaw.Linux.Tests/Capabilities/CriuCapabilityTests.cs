using Thaw.Linux.Capabilities;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Capabilities;

/// <summary>Which of several CRIUs counts. These stand for versions that no machine has beside each other.</summary>
public sealed class CriuCapabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_that_is_too_old_does_not_hide_one_that_will_do()
    {
        var found = CriuCapability.Attempt([Criu("old", "3.17.1", 0), Criu("refused", "4.1", 1), Criu("good", "4.2", 0)]);
        Assert.True(found.Available);
        Assert.Contains("good 4.2", found.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void When_none_will_do_the_first_is_explained()
    {
        var found = CriuCapability.Attempt([Criu("old", "3.17.1", 0), Criu("refused", "4.1", 1)]);
        Assert.False(found.Available);
        Assert.Contains("old is 3.17.1", found.Detail, StringComparison.Ordinal);
        Assert.Contains("eng/private-criu", found.Remedy, StringComparison.Ordinal);
    }

    private string Criu(string name, string version, int check)
    {
        var path = _folder.Write(name, $"#!/bin/sh\n[ \"$1\" = check ] && exit {check}\necho Version: {version}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
