using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// Says why a start failed. posix_spawn(3) answers one error number for the program, its interpreter, the folder and
/// the three files alike, so the cause is looked for afterwards, in the order in which the child would have met it.
/// </summary>
internal static class SpawnFailure
{
    public static SpawnException Explain(SpawnRequest request, string program, int errno) =>
        new(Sentence(request, program, errno), errno);

    private static string Sentence(SpawnRequest request, string program, int errno)
    {
        if (!File.Exists(request.StandardInputPath))
            return $"cannot start {program}: its standard input {request.StandardInputPath} does not exist";
        foreach (var output in (string[])[request.StandardOutputPath, request.StandardErrorPath])
        {
            if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
                return $"cannot start {program}: the folder of its output {output} does not exist";
        }
        if (request.WorkingDirectory is { } working && !Directory.Exists(working))
            return $"cannot start {program}: its working folder {working} does not exist";
        if (Directory.Exists(program))
            return $"cannot start {program}: it is a folder, not a program";
        return errno switch
        {
            Errno.NoEntry when !File.Exists(program) => $"cannot start {program}: no such file",
            Errno.NoEntry => $"cannot start {program}: the interpreter that it names ({InterpreterOf(program)}) does not exist",
            Errno.AccessDenied or Errno.PermissionDenied when !ProgramPath.IsExecutable(program) =>
                $"cannot start {program}: it is not executable; run: chmod +x {program}",
            Errno.AccessDenied or Errno.PermissionDenied =>
                $"cannot start {program}: permission denied for it, a folder above it or its standard files (or its file system is mounted noexec)",
            Errno.TextBusy => $"cannot start {program}: it is open for writing; close the program that writes it and try again",
            Errno.NotExecutable => $"cannot start {program}: not a program of this machine, and without a #! line",
            Errno.ArgumentListTooLong => $"cannot start {program}: its arguments and environment are too long together",
            Errno.Again => $"cannot start {program}: the limit of processes is reached (see: ulimit -u)",
            _ => $"cannot start {program}: {Errno.Describe(errno)}",
        };
    }

    private static string InterpreterOf(string program)
    {
        try
        {
            using var reader = new StreamReader(program);
            var head = new char[256];
            var line = new string(head, 0, reader.Read(head)).Split('\n')[0];
            return line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim() : "its dynamic loader";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}
