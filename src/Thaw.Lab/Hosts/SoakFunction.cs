namespace Thaw.Lab.Hosts;

/// <summary>A function that fails in every way that its events name.</summary>
internal static class SoakFunction
{
    public const string Name = "soak";

    /// <summary>The kinds of events with how many of a thousand are of them; the rest is an ordinary answer.</summary>
    public static IReadOnlyList<(string Do, int PerThousand)> Kinds { get; } =
    [
        ("raise", 20), ("exit", 6), ("crash", 6), ("memory", 3), ("slow", 2), ("print", 20), ("big", 10), ("fork", 6), ("orphan", 6), ("files", 10), ("close", 3),
    ];

    /// <summary>Writes it into a folder; answers the folder.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "lab", "thaw_lab_soak.py"), Path.Combine(folder, "handler.py"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "thaw.yaml"), $"name: {Name}\nhandler: handler.handler\nmemory: 128\ntimeout: 1\npackages: []\n");
        return folder;
    }
}
