using System.Buffers.Binary;
using System.Diagnostics;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Libraries;

/// <summary>Compiles what instances import, so that a cold start does not have to.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal static class ByteCodeCompiler
{
    // Far longer than the largest distributions take; a source that keeps the compiler busy without end is not waited for.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Compiles sources whose byte code is missing. What cannot be compiled is left for the function to fail of.</summary>
    /// <param name="folder">The folder that they lie in.</param>
    /// <param name="sources">Their absolute paths.</param>
    /// <param name="interpreter">For which interpreter.</param>
    /// <exception cref="HostingException">The interpreter does not work, or takes too long.</exception>
    public static void Compile(string folder, IEnumerable<string> sources, Interpreter interpreter)
    {
        var missing = sources.Where(source => !IsCurrent(source, ByteCodeOf(source, interpreter))).ToList();
        if (missing.Count == 0)
            return;
        var start = new ProcessStartInfo(interpreter.Executable, ["-I", "-S", "-B", Path.Combine(AppContext.BaseDirectory, "runtime", "compile_sources.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        using (var input = process.StandardInput)
        {
            foreach (var source in missing.Where(source => !source.Contains('\n', StringComparison.Ordinal)))
                input.Write(source + "\n");
        }
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new HostingException(HostingProblem.Service, $"compiling {folder} takes longer than {Limit.TotalMinutes} minutes; leave out what is not needed");
        }
        if (process.ExitCode != 0)
            throw new HostingException(HostingProblem.Service, $"{interpreter.Executable} does not compile {folder}: {complaints.Result.Trim().Split('\n')[^1]}");
    }

    // PEP 552: a magic number, flags, then the source's date and size, or a checksum.
    private static bool IsCurrent(string source, string byteCode)
    {
        if (!File.Exists(byteCode))
            return false;
        Span<byte> header = stackalloc byte[16];
        using var file = File.OpenRead(byteCode);
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != 0)
            return true;
        var info = new FileInfo(source);
        return BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == (uint)new DateTimeOffset(info.LastWriteTimeUtc).ToUnixTimeSeconds()
            && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == (uint)info.Length;
    }

    private static string ByteCodeOf(string source, Interpreter interpreter) => Path.Combine(
        Path.GetDirectoryName(source)!, "__pycache__", $"{Path.GetFileNameWithoutExtension(source)}.{interpreter.CacheTag}.pyc");
}
