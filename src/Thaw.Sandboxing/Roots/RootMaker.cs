namespace Thaw.Sandboxing.Roots;

/// <summary>Makes root file systems that sandboxes can have in place of the host's /usr.</summary>
public static class RootMaker
{
    // What a sandbox mounts over; thaw_own_root.py says by what.
    private static readonly string[] Folders = ["dev", "proc", "sys", "tmp", "opt", "run", "var/tmp", "var/task", "var/libraries", "var/runtime", "var/host/usr"];
    private static readonly string[] Files = ["etc/resolv.conf", "etc/hosts", "etc/hostname"];

    /// <summary>Makes one of a tar stream: of a whole file system, or of an unpacked image in the layout of the Open Container Initiative.</summary>
    /// <param name="tar">The stream; read to its end.</param>
    /// <param name="folder">Where to; must not exist, its parent must. Half of it is there when this fails.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="SandboxException">It is no such thing, damaged, too large, or would lead out of the folder.</exception>
    /// <exception cref="IOException">The disk is full, for instance.</exception>
    public static void Make(Stream tar, string folder, RootLimits limits)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(limits);
        Create(folder);
        new TarApplier(folder, limits).Apply(tar, isLayer: false);
        if (ImageLayout.In(folder) is not null)
            Unfold(folder, limits);
        Prepare(folder);
    }

    private static void Unfold(string folder, RootLimits limits)
    {
        var layout = folder + ".layout";
        Directory.Move(folder, layout);
        try
        {
            Create(folder);
            ImageLayout.In(layout)!.ApplyTo(new TarApplier(folder, limits));
        }
        finally
        {
            Directory.Delete(layout, recursive: true);
        }
    }

    /// <summary>Makes a folder that everybody may read, and those above it that are missing.</summary>
    internal static void CreateWithParents(string folder)
    {
        if (Directory.Exists(folder))
            return;
        CreateWithParents(Path.GetDirectoryName(folder)!);
        Create(folder);
    }

    // Whatever the umask is.
    private static void Create(string folder) => File.SetUnixFileMode(
        Directory.CreateDirectory(folder).FullName,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    /// <summary>Makes the places for mounts: real folders and files, because a link would lead the mount elsewhere.</summary>
    private static void Prepare(string folder)
    {
        foreach (var place in Folders)
            MakeFolder(folder, place);
        MakeFolder(folder, "etc");
        foreach (var place in Files.Select(name => Path.Combine(folder, name)))
        {
            if (Directory.Exists(place) && new FileInfo(place).LinkTarget is null)
                throw new SandboxException($"the root file system has a folder at /{Path.GetRelativePath(folder, place)}");
            File.Delete(place);
            File.WriteAllBytes(place, []);
        }
    }

    private static void MakeFolder(string folder, string place)
    {
        var path = folder;
        foreach (var name in place.Split('/'))
        {
            path = Path.Combine(path, name);
            if (new FileInfo(path) is var file && (file.LinkTarget is not null || file.Exists))
            {
                if (name is "var" or "etc")
                    throw new SandboxException($"/{name} of the root file system is no folder");
                file.Delete();
            }
            if (!Directory.Exists(path))
                Create(path);
        }
    }
}
