using System.Text.RegularExpressions;

namespace Thaw.Criu.Rpc;

/// <summary>What CRIU wrote while it did something that failed.</summary>
public static partial class CriuLog
{
    private const int LongestLog = 1 << 20;

    // The words of its sources, and what they mean for who wrote the function.
    private static readonly (string Words, string Meaning)[] Known =
    [
        ("Connected TCP socket", "a TCP connection is open"),
        ("In-flight connection", "a TCP connection has not been accepted yet"),
        ("tcp: ", "a TCP connection is open"),
        ("half of stream unix connection", "a connection to another process is open (unix socket)"),
        ("External socket is used", "a connection to another process is open (unix socket)"),
        ("Can't dump half of", "a connection to another process is open"),
        ("inet: ", "an internet socket is open that cannot be kept"),
        ("Unsupported netlink", "a netlink socket is open"),
        ("io_uring", "an io_uring is open"),
        ("perf_event", "a performance counter is open"),
        ("anon_inode", "something is open that only the kernel knows"),
        ("Can't lookup mount", "a file of outside of the sandbox is open"),
        ("ghost file", "a deleted file is open that is too large to be kept"),
        ("packet socket", "a packet socket is open"),
        ("Can't dump file", "a file is open that cannot be kept"),
        ("tty", "a terminal is open"),
        ("file lock", "a file lock is held"),
        ("user namespaces", "it has made namespaces of its own"),
        ("nested", "it has made namespaces of its own"),
    ];

    /// <summary>The reason in words: what it means if that is known, and CRIU's first complaint.</summary>
    /// <param name="file">The log.</param>
    /// <returns>One line; null when there is no complaint in it, or no log.</returns>
    public static string? Explain(string file) => File.Exists(file) ? ExplainText(ReadBounded(file)) : null;

    /// <summary>The same for a log's text.</summary>
    public static string? ExplainText(string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        // That it may not raise its own limit is of no importance.
        var complaint = ErrorLine.Matches(log).Select(match => match.Groups[1].Value.Trim())
            .FirstOrDefault(line => !line.Contains("rlimit", StringComparison.Ordinal) && line.Length > 0);
        if (complaint is null)
            return null;
        var meaning = Known.FirstOrDefault(each => complaint.Contains(each.Words, StringComparison.OrdinalIgnoreCase)).Meaning;
        return meaning is null ? complaint : $"{meaning} ({complaint})";
    }

    private static string ReadBounded(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[Math.Min(stream.Length, LongestLog)];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    [GeneratedRegex(@"Error \([^)]*\): (.*)")]
    private static partial Regex ErrorLine { get; }
}
