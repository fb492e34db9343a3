using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Packaging;

/// <summary>Writes edited modules into a package, and what leads from their packages on to the originals.</summary>
/// <param name="root">The folder of the function's original code.</param>
/// <param name="folder">The package's folder, with a copy of that code.</param>
internal sealed class OverlayWriter(string root, string folder)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Where a module lies in the package, relative to its folder.</summary>
    public static string PlaceOf(string root, RewrittenModule module)
    {
        if (IsOwn(root, module.File))
        {
            return Path.GetRelativePath(root, module.File);
        }

        var path = module.Module.Replace('.', '/');
        return module.IsPackage ? path + "/__init__.py" : path + ".py";
    }

    /// <summary>Writes those that were changed.</summary>
    public void Write(IReadOnlyList<RewrittenModule> modules)
    {
        RewrittenModule[] changed = [.. modules.Where(module => module.Source is not null)];
        foreach (var module in changed)
        {
            var path = Path.Combine(folder, PlaceOf(root, module));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, module.Source!);
            _written.Add(path);
        }

        RewrittenModule[] overlaid = [.. changed.Where(module => !IsOwn(root, module.File))];
        foreach (var module in overlaid)
        {
            AddParents(module);
        }

        if (overlaid.Length > 0)
        {
            File.Copy(LeadOn.HelperPath, Path.Combine(folder, LeadOn.HelperName));
        }
    }

    /// <summary>True for a file of the function's own folder: it is edited in its place, not overlaid.</summary>
    public static bool IsOwn(string root, string file) => file.StartsWith(root + "/", StringComparison.Ordinal);

    /// <summary>
    /// Python resolves a package as a whole: <c>a</c> must be in the package for <c>a.b</c> to be found there. One that
    /// is not edited itself executes its original. A namespace package (no <c>__init__.py</c>) needs nothing.
    /// </summary>
    private void AddParents(RewrittenModule module)
    {
        var parts = module.Module.Split('.');
        var original = Path.GetDirectoryName(module.File)!;
        original = module.IsPackage ? Path.GetDirectoryName(original)! : original;
        for (var depth = parts.Length - 1; depth > 0; depth--, original = Path.GetDirectoryName(original)!)
        {
            var path = Path.Combine(folder, Path.Combine(parts[..depth]), "__init__.py");
            if (File.Exists(Path.Combine(original, "__init__.py")) && _written.Add(path))
            {
                File.WriteAllText(path, LeadOn.Stub);
            }
        }
    }
}
