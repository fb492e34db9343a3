namespace Thaw.Criu.Images.Tasks;

/// <summary>Who a thread is.</summary>
/// <param name="Uid">Real user.</param>
/// <param name="Gid">Real group.</param>
/// <param name="EffectiveUid">Effective user.</param>
/// <param name="EffectiveGid">Effective group.</param>
/// <param name="Groups">Further groups.</param>
/// <param name="HasCapabilities">Whether it has any capability in its effective, permitted, inheritable or ambient set.</param>
/// <param name="NoNewPrivileges">Whether programs that it starts can gain no more.</param>
public sealed record Credentials(
    uint Uid, uint Gid, uint EffectiveUid, uint EffectiveGid, IReadOnlyList<uint> Groups, bool HasCapabilities, bool NoNewPrivileges);
