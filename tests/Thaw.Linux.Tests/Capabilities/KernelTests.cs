using Thaw.Linux.Capabilities;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Capabilities;

public sealed class KernelTests
{
    [Theory]
    [InlineData("Version: 4.2.1\nGitID: v4.2.1\n", "4.2.1")]
    [InlineData("Version: 3.17", "3.17")]
    [InlineData("criu: not found", null)]
    public void Criu_says_its_version(string output, string? expected) =>
        Assert.Equal(expected, CriuCapability.ReadVersion(output)?.ToString());

    [RequiresFact("userfaultfd")]
    public void Userfaultfd_says_its_features() =>
        Assert.Contains("missing, ", CapabilityProbes.Run("userfaultfd")!.Detail, StringComparison.Ordinal);

    [RequiresFact("kvm")]
    public void A_guest_of_one_instruction_runs() =>
        Assert.Contains("a guest of one instruction ran", CapabilityProbes.Run("kvm")!.Detail, StringComparison.Ordinal);

    [RequiresFact("python3.11")]
    public void An_interpreter_says_what_it_is() =>
        Assert.Matches(@"^3\.11\.\d+, /.*/python3\.11, prefix /.*, without sys\.monitoring$", CapabilityProbes.Run("python3.11")!.Detail);
}
