using Thaw.Functions;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Requirements;

/// <summary>A virtual environment that pip fills.</summary>
/// <remarks>
/// pip writes the environment's path into the programs that it installs, so the folder cannot be renamed afterwards.
/// It is made under a name of its own; what is put in place at the end is a link to it. Of two processes that make
/// the same one, the second finds the link there and throws its own folder away.
/// </remarks>
internal static class RequirementsEnvironment
{
    // Large wheels over a slow line; a hung index is not waited for without end.
    private static readonly TimeSpan PipLimit = TimeSpan.FromMinutes(20);

    /// <summary>The environment's folder; makes it if need be.</summary>
    public static string Provide(Interpreter interpreter, string requirementsFile, string cacheFolder)
    {
        var file = Path.GetFullPath(requirementsFile);
        if (!File.Exists(file))
            throw new FunctionException($"{requirementsFile}: no such file; give a requirements file to --requirements");
        var cache = Directory.CreateDirectory(cacheFolder).FullName;
        var link = Path.Combine(cache, $"pip-{RequirementsKey.Of(interpreter, file)}");
        if (EnvironmentRecord.Holds(link))
            return link;
        var folder = $"{link}-{Guid.NewGuid():N}";
        try
        {
            VirtualEnvironment.Make(folder, interpreter);
            Install(interpreter, file, folder);
            EnvironmentRecord.Write(folder);
            PutInPlace(link, folder);
            Leftovers.Remove(cache);
        }
        catch
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            throw;
        }
        return link;
    }

    private static void Install(Interpreter interpreter, string file, string folder)
    {
        string[] wanted = ["-r", file];
        if (LockFile.Is(file))
        {
            var list = Path.Combine(folder, "locked.txt");
            File.WriteAllText(list, LockFile.AsRequirements(interpreter, file) ?? throw WithoutPip(interpreter, file));
            // A lock has all that is needed.
            wanted = ["--no-deps", "-r", list];
        }
        // The environment has no pip of its own, as a deployed function has none. Byte code is compiled where and
        // when Thaw wants it.
        var done = ProcessRunner.Run(
            interpreter.Executable,
            ["-m", "pip", "--python", VirtualEnvironment.Executable(folder), "install", "--quiet", "--no-input", "--no-compile",
                "--disable-pip-version-check", "--no-warn-script-location", .. wanted],
            PipLimit,
            Path.GetDirectoryName(file)!);
        if (done.TimedOut)
            throw new FunctionException($"{file}: pip did not end within {PipLimit.TotalMinutes} minutes; check the index that it uses");
        if (done.ExitCode != 0)
            throw Failed(interpreter, file, done);
    }

    private static FunctionException Failed(Interpreter interpreter, string file, ProcessOutcome done)
    {
        if (done.Errors.Contains("No module named pip", StringComparison.Ordinal))
            return WithoutPip(interpreter, file);
        if (done.Errors.Contains("connection broken by", StringComparison.Ordinal))
            return new FunctionException($"{file}: pip cannot reach its index; check the network, or the index in pip's settings");
        var reason = done.Errors.Split('\n').LastOrDefault(l => l.StartsWith("ERROR:", StringComparison.Ordinal))
            ?? done.LastErrorLine ?? $"exit code {done.ExitCode}";
        return new FunctionException($"{file}: pip could not install it: {reason.Trim()}; correct the file, or the index that pip uses");
    }

    private static FunctionException WithoutPip(Interpreter interpreter, string file) => new(
        $"{interpreter.Executable}: has no pip, which {file} needs; install it with: "
        + (interpreter.DebianRoot == "/" ? "apt-get install python3-pip" : $"{interpreter.Executable} -m ensurepip"),
        FunctionProblem.Missing);

    private static void PutInPlace(string link, string folder)
    {
        if (EnvironmentRecord.Holds(link))
        {
            Directory.Delete(folder, recursive: true);
            return;
        }
        // Unlinks one that leads to a damaged environment; the folder behind it may be in use and stays.
        File.Delete(link);
        try
        {
            File.CreateSymbolicLink(link, Path.GetFileName(folder));
        }
        catch (IOException) when (EnvironmentRecord.Holds(link))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
