using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Images;

/// <summary>Whether the files that an image was made from are still what they were.</summary>
/// <remarks>
/// Nobody changes them while a host runs: what is deployed gets files of its own. But an operator may repair a library's file, or
/// upgrade the interpreter, and from then on a booted instance would be another one than a forked one.
/// </remarks>
internal sealed class ImageFreshness(VersionFiles files, RuntimeCatalogue runtimes)
{
    /// <summary>A number over the state of an image's files; null when they cannot be looked at.</summary>
    public ulong? StateOf(BuiltImage image)
    {
        try
        {
            var interpreter = runtimes.Find(image.Spec.Runtime);
            var state = StateOf(0, interpreter?.Executable);
            state = StateOf(state, interpreter is null ? null : Path.Combine(interpreter.StandardLibrary, "os.py"));
            if (image.Files.Count == 0)
                return state;
            var folder = files.Prepare(image.Spec.Source).Libraries;
            return folder is null ? null : image.Files.Keys.Aggregate(state, (sum, file) => StateOf(sum, Path.Combine(folder, file)));
        }
        catch (Exception e) when (e is HostingException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ulong StateOf(ulong sum, string? file) => (sum * 31) + (file is null ? 0 : HardLink.StateOf(file) ?? 0);
}
