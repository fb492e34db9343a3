namespace Thaw.Testing;

/// <summary>Where the tests find the sources that they run against.</summary>
public static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(Find);

    /// <summary>The folder that holds Thaw.slnx, above the test assembly.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>The absolute path of a file or folder given relative to <see cref="Root"/>.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Thaw.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Thaw.slnx above {AppContext.BaseDirectory}");
    }
}
