using System.Security.Cryptography;
using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Requirements;

/// <summary>Identifies what a requirements file asks for.</summary>
internal static class RequirementsKey
{
    private static readonly string[] Includes = ["-r", "--requirement", "-c", "--constraint"];

    /// <summary>A checksum over interpreter, file, and the files that it includes: 32 hexadecimal digits.</summary>
    public static string Of(Interpreter interpreter, string file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{interpreter.BaseExecutable}\n{interpreter.Build}\n{file}\n"));
        Append(hash, file, []);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static void Append(IncrementalHash hash, string file, HashSet<string> seen)
    {
        if (!seen.Add(file) || !File.Exists(file))
            return;
        hash.AppendData(File.ReadAllBytes(file));
        foreach (var line in File.ReadLines(file))
        {
            var option = Array.Find(Includes, o => line.StartsWith(o, StringComparison.Ordinal));
            var name = option is null ? "" : line[option.Length..].TrimStart(' ', '=').Trim();
            if (name.Length > 0)
                Append(hash, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, name)), seen);
        }
    }
}
