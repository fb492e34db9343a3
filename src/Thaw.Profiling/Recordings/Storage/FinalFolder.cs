using Thaw.Linux.Files;
using Thaw.Linux.Ownership;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>The folder that a recording ends up in, and its hidden sibling while it is made.</summary>
internal static class FinalFolder
{
    /// <summary>Throws unless the folder is absent, empty, or itself a recording, which may be replaced.</summary>
    public static void CheckReplaceable(string folder)
    {
        if (File.Exists(folder))
            throw new RecordingException($"{folder}: is a file; name a folder for the recording");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return;
        if (!File.Exists(Path.Combine(folder, RecordingFiles.Manifest)))
            throw new RecordingException($"{folder}: is not empty and no recording; name another folder");

        // Only what has our manifest is ours to replace.
        try
        {
            ManifestFile.Read(folder);
        }
        catch (RecordingException error)
        {
            throw new RecordingException($"{folder}: is not replaced, because it is no recording that this Thaw knows ({error.Message})", error);
        }
    }

    /// <summary>Creates the sibling: a rename needs the same file system.</summary>
    /// <param name="folder">The final folder.</param>
    /// <param name="ledger">Owns the sibling, so that it goes whatever happens to this process; null for nobody.</param>
    public static SiblingFolder CreateSibling(string folder, OwnershipLedger? ledger)
    {
        string parent = Path.GetDirectoryName(folder)
            ?? throw new RecordingException($"{folder}: can't be the folder of a recording");
        try
        {
            Directory.CreateDirectory(parent);
            return SiblingFolder.Create(parent, Path.GetFileName(folder), ledger);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{parent}: no folder can be made there: {RecordingChecks.FirstLine(error.Message)}", error);
        }
    }

    /// <summary>Puts the finished folder where it belongs, in one step also where an older recording gives way.</summary>
    public static void MoveIntoPlace(string finished, string final)
    {
        try
        {
            if (!Directory.Exists(final))
            {
                DurableFile.RenameFolder(finished, final);
                return;
            }

            // The older one is in the temporary folder then, and goes with it.
            DurableFile.ExchangeFolders(finished, final);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{final}: can't be put in its place: {RecordingChecks.FirstLine(error.Message)}", error);
        }
    }
}
