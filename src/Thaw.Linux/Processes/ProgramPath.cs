using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>From what a request calls the program to the path that is executed.</summary>
internal static class ProgramPath
{
    /// <exception cref="SpawnException">A bare name that is nowhere on the request's PATH.</exception>
    public static string Resolve(SpawnRequest request)
    {
        if (request.FileName.Contains('/', StringComparison.Ordinal))
            return Path.GetFullPath(request.FileName);
        return Find(request.FileName, request.Environment.GetValueOrDefault("PATH", ""))
            ?? throw new SpawnException($"cannot start {request.FileName}: not found on PATH", Errno.NoEntry);
    }

    /// <summary>The first executable file of this name in the folders of a PATH, or null.</summary>
    public static string? Find(string name, string searchPath) =>
        searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsExecutable);

    public static bool IsExecutable(string path)
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (File.GetUnixFileMode(path) & anyExecute) != 0;
    }
}
