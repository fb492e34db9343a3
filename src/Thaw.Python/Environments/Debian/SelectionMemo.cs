using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Debian;

/// <summary>
/// Remembers which environment answers a selection of packages, as long as the package manager has changed nothing:
/// reading its records and walking through the libraries takes 0.1 s and more.
/// </summary>
/// <remarks>
/// A text file of three lines: format and version, the state of the package manager's records, the environment's name.
/// </remarks>
internal sealed class SelectionMemo
{
    private const string Header = "thaw.selection 1";

    private readonly string _cache;
    private readonly string _file;
    private readonly string _stamp;

    public SelectionMemo(string cache, Interpreter interpreter, IReadOnlyList<string> packages)
    {
        var question = string.Join('\n', packages.Order(StringComparer.Ordinal)
            .Prepend($"{PackageSelection.Layout} {interpreter.BaseExecutable} {interpreter.Build}"));
        _cache = cache;
        _file = Path.Combine(cache, $"selection-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..32]}");
        _stamp = Stamp(interpreter);
    }

    /// <summary>The environment's folder, or null if it must be looked for again.</summary>
    public string? Recall()
    {
        try
        {
            return File.ReadAllLines(_file) is [Header, var stamp, var name]
                && stamp == _stamp && EnvironmentRecord.Holds(Path.Combine(_cache, name))
                ? Path.Combine(_cache, name)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Remembers the answer.</summary>
    public void Keep(string folder) =>
        AtomicFile.Write(_file, Encoding.UTF8.GetBytes($"{Header}\n{_stamp}\n{Path.GetFileName(folder)}\n"));

    // The package manager writes this file anew whenever it installs or removes something.
    private static string Stamp(Interpreter interpreter)
    {
        if (interpreter.DebianRoot is not { } root)
            return "none";
        var status = new FileInfo(Path.Combine(root, DpkgDatabase.StatusFile));
        return string.Create(CultureInfo.InvariantCulture, $"{status.FullName} {status.LastWriteTimeUtc.Ticks} {status.Length}");
    }
}
