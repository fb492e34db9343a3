using System.Globalization;

namespace Thaw.Lab.Hosts;

/// <summary>Tells templates and forked instances of a host apart from its other processes: each kind has users of its own.</summary>
internal static class ForkedProcesses
{
    // Thaw.Hosting's numbers: ImageBuilder's user of templates, and FunctionStore's first user of functions.
    private const long TemplateUser = 1_999_999_999;

    /// <summary>Its templates, those that are being made among them.</summary>
    public static IReadOnlyList<int> Templates(int host)
    {
        var users = HostFootprint.Tree(host).ToDictionary(each => each.Pid, each => (each.ParentPid, User: UserOf(each.Pid)));
        // What was forked from a template is the template's user until it is a function's.
        return [.. users.Where(each => each.Value.User == TemplateUser && UserOrNone(users, each.Value.ParentPid) != TemplateUser).Select(each => each.Key)];
    }

    /// <summary>Processes of functions.</summary>
    public static IReadOnlyList<int> Instances(int host) => [.. HostFootprint.Tree(host).Where(each => UserOf(each.Pid) > TemplateUser).Select(each => each.Pid)];

    private static long UserOrNone(Dictionary<int, (int ParentPid, long User)> users, int pid) => users.TryGetValue(pid, out var found) ? found.User : 0;

    /// <summary>The user as the kernel numbers it; 0 for a process that is gone.</summary>
    private static long UserOf(int pid)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).First(each => each.StartsWith("Uid:", StringComparison.Ordinal));
            return long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
