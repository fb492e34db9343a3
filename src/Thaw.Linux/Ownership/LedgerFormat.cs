using System.Text;

namespace Thaw.Linux.Ownership;

/// <summary>
/// The lines of a ledger. Plain words and not JSON, because the guardian is a shell script. Each line is
/// <c>CHECKSUM PAYLOAD</c>, the checksum being 32-bit FNV-1a of the payload in eight hexadecimal digits; payloads are
/// <code>
/// thaw-ledger 1 PID START BOOT PIDNS TOKEN      first line; 1 is the format's version
/// own ID group PGID START SESSION
/// own ID folder PATH                            the path is the rest of the line
/// release ID
/// </code>
/// A reader skips lines whose checksum is wrong: a release that is lost names a thing that is gone already.
/// </summary>
internal static class LedgerFormat
{
    public const int Version = 1;
    private const string Magic = "thaw-ledger";

    public static string Header(LedgerOwner owner) =>
        Line($"{Magic} {Version} {owner.Pid} {owner.StartTime} {owner.BootId} {owner.PidNamespace} {owner.Token}");

    public static string Own(LedgerRecord record) => record switch
    {
        OwnedGroupRecord group => Line($"own {group.Id} group {group.Group} {group.LeaderStartTime} {group.Session}"),
        OwnedFolderRecord folder => Line($"own {folder.Id} folder {folder.Path}"),
        _ => throw new ArgumentException($"no line for {record.GetType().Name}", nameof(record)),
    };

    public static string Release(int id) => Line($"release {id}");

    /// <summary>Reads the owner, or null when the text does not begin as a ledger of this version.</summary>
    public static LedgerOwner? ReadOwner(string text)
    {
        var words = Payloads(text).FirstOrDefault()?.Split(' ');
        return words is [Magic, "1", var pid, var start, var boot, var space, var token]
            && int.TryParse(pid, out var pidNumber) && long.TryParse(start, out var startNumber)
                ? new LedgerOwner(pidNumber, startNumber, boot, space, token)
                : null;
    }

    /// <summary>What is recorded and not released, in the order of its recording.</summary>
    public static IReadOnlyList<LedgerRecord> ReadOwned(string text)
    {
        var owned = new List<LedgerRecord>();
        foreach (var words in Payloads(text).Select(payload => payload.Split(' ', 4)))
        {
            if (words is ["own", var id, var kind, var rest] && int.TryParse(id, out var number))
                owned.AddRange(kind == "folder" ? [new OwnedFolderRecord(number, rest)] : ReadGroup(number, kind, rest));
            else if (words is ["release", var released] && int.TryParse(released, out var releasedNumber))
                owned.RemoveAll(record => record.Id == releasedNumber);
        }
        return owned;
    }

    private static IEnumerable<LedgerRecord> ReadGroup(int id, string kind, string rest) =>
        kind == "group" && rest.Split(' ') is [var group, var start, var session]
        && int.TryParse(group, out var groupNumber) && long.TryParse(start, out var startNumber) && int.TryParse(session, out var sessionNumber)
            ? [new OwnedGroupRecord(id, groupNumber, startNumber, sessionNumber)]
            : [];

    private static IEnumerable<string> Payloads(string text) =>
        text.Split('\n').Where(line => line.Length > 9 && line[..8] == Checksum(line[9..])).Select(line => line[9..]);

    private static string Line(string payload) => $"{Checksum(payload)} {payload}\n";

    private static string Checksum(string payload)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(payload))
            hash = unchecked((hash ^ octet) * 16777619u);
        return hash.ToString("x8");
    }
}
