using System.Collections;

namespace Thaw.Lab.Children;

/// <summary>The environment that children get which are not measured in one of their own.</summary>
internal static class OwnVariables
{
    /// <summary>This process's environment variables, as they are now.</summary>
    public static Dictionary<string, string> Read() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
