namespace Thaw.Lab.Budgeting;

/// <summary>Copies a function's folder.</summary>
internal static class FolderCopy
{
    /// <summary>Copies files and folders; byte code is left behind.</summary>
    public static void Make(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) != "__pycache__"))
            Make(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
