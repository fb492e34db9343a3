namespace Thaw.Profiling.Recorder;

/// <summary>What a Python command line runs, without its arguments.</summary>
internal static class ChildPrograms
{
    private static readonly string[] WithValue = ["-X", "-W", "--check-hash-based-pycs"];

    /// <summary>The script's path, <c>-m NAME</c>, <c>-c</c>, or a name for what multiprocessing starts.</summary>
    /// <param name="command">The command line, the interpreter first.</param>
    public static string NameOf(IReadOnlyList<string> command)
    {
        for (var i = 1; i < command.Count; i++)
        {
            var word = command[i];
            if (WithValue.Contains(word))
            {
                i++;
            }
            else if (word == "-m" && i + 1 < command.Count)
            {
                return $"-m {command[i + 1]}";
            }
            else if (word == "-c")
            {
                return NameOfCode(i + 1 < command.Count ? command[i + 1] : "");
            }
            else if (!word.StartsWith('-') || word == "-")
            {
                return word;
            }
        }

        return "(interactive)";
    }

    /// <summary>multiprocessing starts its processes with a line of code that differs from process to process.</summary>
    private static string NameOfCode(string code) =>
        code.Contains("multiprocessing.spawn", StringComparison.Ordinal) ? "multiprocessing worker"
        : code.Contains("multiprocessing.forkserver", StringComparison.Ordinal) ? "multiprocessing fork server"
        : code.Contains("multiprocessing.resource_tracker", StringComparison.Ordinal) ? "multiprocessing resource tracker"
        : "-c";
}
