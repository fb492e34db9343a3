namespace Thaw.Python.Launching;

/// <summary>Where the agent's Python sources lie: beside the program.</summary>
public static class AgentFiles
{
    /// <summary>The folder that holds <c>_thaw_agent.py</c> and its instruments.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "agent");

    /// <summary>
    /// What the interpreter is given as <c>-c</c>: it notes the time first of all, then enters the agent.
    /// Only built-in modules are imported.
    /// </summary>
    internal static string Command { get; } =
        "import time;t=time.monotonic_ns();import sys;sys.path[0]=" + Quote(Folder) +
        ";import _thaw_agent;_thaw_agent.main(t)";

    private static string Quote(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
