namespace Thaw.Lab;

/// <summary>The folder that holds <c>experiments/</c> and <c>functions/</c>.</summary>
/// <param name="Path">Absolute.</param>
public sealed record LabRoot(string Path)
{
    /// <summary>Where the experiments' files lie.</summary>
    public string Experiments => System.IO.Path.Combine(Path, "experiments");

    /// <summary>Where the sample functions lie.</summary>
    public string Functions => System.IO.Path.Combine(Path, "functions");

    /// <summary>Finds it: the given folder, or the nearest one above the working folder or above the program.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static LabRoot Find(string? given)
    {
        if (given is not null)
            return HasExperiments(given)
                ? new LabRoot(System.IO.Path.GetFullPath(given))
                : throw new LabException($"{given}: holds no folder 'experiments'; name the folder that does");

        return Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
            ?? throw new LabException(
                "no folder 'experiments' here or above; run in a checkout of Thaw, or name its folder with --root");
    }

    private static LabRoot? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (HasExperiments(folder.FullName))
                return new LabRoot(folder.FullName);
        }

        return null;
    }

    private static bool HasExperiments(string folder) =>
        Directory.Exists(System.IO.Path.Combine(folder, "experiments"))
        && Directory.Exists(System.IO.Path.Combine(folder, "functions"));
}
