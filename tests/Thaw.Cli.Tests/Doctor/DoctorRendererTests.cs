using Thaw.Cli.Doctor;
using Thaw.Cli.Terminal;
using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Tests.Doctor;

public sealed class DoctorRendererTests
{
    [Fact]
    public void Lines_fit_and_commands_are_whole()
    {
        var command = "apt-get install " + string.Join(' ', Enumerable.Range(0, 20).Select(i => $"package{i}"));
        CapabilityReport[] reports =
        [
            new("criu", CapabilityGroups.Snapshots, false, string.Join(' ', Enumerable.Repeat("no [criu]", 12)), "snapshots", command),
            new("kernel", CapabilityGroups.Kernel, true, "Linux 6", "everything", null),
        ];
        using var output = new StringWriter();
        DoctorRenderer.Render(Screen.Create(output, redirected: true), reports);
        Assert.Equal(
            $"""
            kernel
            yes  kernel Linux 6
                        for everything

            snapshots
            no   criu   no [criu] no [criu] no [criu] no [criu] no [criu] no [criu] no
                        [criu] no [criu] no [criu] no [criu] no [criu] no [criu]
                        for snapshots

            to get what is absent
            criu:
              {command}

            """,
            output.ToString());
    }
}
