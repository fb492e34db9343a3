namespace Thaw.Hosting.Tests.Libraries;

/// <summary>Installed distributions, as an installer leaves them in a folder, and zips that hold them.</summary>
internal static class Wheels
{
    /// <summary>The files of a distribution with its metadata and the list of its files.</summary>
    public static IEnumerable<(string Name, string Text)> Files(string name, string version, params (string Name, string Text)[] files)
    {
        var info = $"{name}-{version}.dist-info";
        var all = files.Append(($"{info}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")).ToList();
        return all.Append(($"{info}/RECORD", string.Concat(all.Select(file => file.Item1 + ",,\n")) + $"{info}/RECORD,,\n"));
    }

    public static byte[] Zip(IEnumerable<(string Name, string Text)> files, string prefix = "") =>
        TestHost.Zip([.. files.Select(file => (prefix + file.Name, file.Text))]);
}
