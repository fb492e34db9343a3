using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Thaw.Python.Interpreters;

/// <summary>An answer on disk.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Version">The format's version.</param>
/// <param name="Stamp">The state of the files that the answer depends on.</param>
/// <param name="Answer">The answer.</param>
internal sealed record CachedAnswer(string Schema, int Version, string Stamp, InterpreterAnswer Answer)
{
    public const string SchemaName = "thaw.interpreter";
    public const int CurrentVersion = 1;
}

/// <summary>Keeps answers of interpreters in files, because asking costs 20 ms for each.</summary>
/// <remarks>
/// A file that is damaged, old or of another version counts as absent. Answers of shims are not kept: what they start
/// depends on the environment and the current folder.
/// </remarks>
internal static class InterpreterCache
{
    public static InterpreterAnswer? Find(string folder, string executable)
    {
        try
        {
            var cached = JsonSerializer.Deserialize(
                File.ReadAllBytes(FileOf(folder, executable)), InterpreterJson.Default.CachedAnswer);
            return cached is { Schema: CachedAnswer.SchemaName, Version: CachedAnswer.CurrentVersion }
                && cached.Answer.Executable == executable
                && cached.Stamp == Stamp(cached.Answer)
                ? cached.Answer
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static void Keep(string folder, string executable, InterpreterAnswer answer)
    {
        if (answer.Executable != executable)
            return;
        var cached = new CachedAnswer(CachedAnswer.SchemaName, CachedAnswer.CurrentVersion, Stamp(answer), answer);
        try
        {
            AtomicFile.Write(
                FileOf(folder, executable), JsonSerializer.SerializeToUtf8Bytes(cached, InterpreterJson.Default.CachedAnswer));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the file, the next start asks again; nothing else is lost.
        }
    }

    private static string FileOf(string folder, string executable) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(executable)))[..32] + ".json");

    // The program and what it links to; a virtual environment's settings; folders whose .pth files add to sys.path.
    private static string Stamp(InterpreterAnswer answer) => string.Join('|',
        new[] { answer.Executable, answer.BaseExecutable, Path.Combine(answer.Prefix, "pyvenv.cfg") }
            .Concat(answer.SitePackages).Select(StampOf));

    private static string StampOf(string path)
    {
        if (!Path.Exists(path))
            return $"{path}:absent";
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        var size = target is FileInfo { Exists: true } file ? file.Length : 0;
        return $"{target.FullName}:{File.GetLastWriteTimeUtc(target.FullName).Ticks}:{size}";
    }
}
