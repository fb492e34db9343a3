using System.Text.Json;
using Thaw.Cli.Doctor;
using Thaw.Cli.Terminal;
using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Tests.Doctor;

public sealed class DoctorCommandTests
{
    private static readonly string[] NamesInJson = ["kernel", "userfaultfd", "user-namespaces", "cgroups", "seccomp", "kvm", "criu", "qemu"];

    [Fact]
    public void Everything_as_text()
    {
        var run = CommandRun.Of(DoctorCommand.Create());
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(CapabilityGroups.All, group => Assert.Contains($"{group}\n", run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain(" \n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_as_json()
    {
        var run = CommandRun.Of(DoctorCommand.Create(), "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("thaw.doctor", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
        var capabilities = document.RootElement.GetProperty("capabilities").EnumerateArray().ToList();
        Assert.Superset(NamesInJson.ToHashSet(), capabilities.Select(one => one.GetProperty("name").GetString()!).ToHashSet());
        string[] members = ["name", "group", "available", "detail", "enables", "remedy"];
        Assert.All(capabilities, one => Assert.Equal(members, one.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void A_named_capability_decides_the_exit_code()
    {
        Assert.Equal(ExitCodes.Done, CommandRun.Of(DoctorCommand.Create(), "kernel").ExitCode);
        var kvm = CapabilityProbes.Run("kvm")!;
        Assert.Equal(kvm.Available ? ExitCodes.Done : ExitCodes.MachineLacks, CommandRun.Of(DoctorCommand.Create(), "kernel", "kvm").ExitCode);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var run = CommandRun.Of(DoctorCommand.Create(), "kernle");
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Matches("^thaw: doctor: no capability is called 'kernle'; there are kernel, .*\n$", run.Error);
    }
}
