using System.ComponentModel;
using Thaw.Functions;
using Thaw.Linux.Files;
using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.InPlace;

/// <summary>Edits a function's own code where it lies, and takes that back.</summary>
/// <remarks>
/// All files are edited or none, however Thaw ends. What is needed to take it back is on the disk before the first file
/// is touched. Two Thaws never edit at once.
/// </remarks>
/// <example><code>
/// var edits = InPlaceEdits.Of("my_function", ThawFolders.Home);
/// var outcome = new FunctionOptimizer(edits.Plan(request), progress, cancellation).Run();
/// edits.Undo();
/// </code></example>
public sealed class InPlaceEdits
{
    private readonly string _root;
    private readonly EditRecords _records;

    private InPlaceEdits(string root, string home)
    {
        _root = root;
        _records = new EditRecords(home, root);
    }

    /// <summary>The edits of one function.</summary>
    /// <param name="path">The function's folder.</param>
    /// <param name="home">Thaw's home, where what undoes them is kept.</param>
    /// <exception cref="FunctionException">It is no folder.</exception>
    public static InPlaceEdits Of(string path, string home)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Directory.Exists(root) ? new InPlaceEdits(root, home)
            : throw new FunctionException($"{path}: only a function in a folder is edited in place, or taken back; give its folder");
    }

    /// <summary>A request that plans, verifies and makes edits in place: of the function's own code, as far as git tracks it.</summary>
    /// <exception cref="FunctionException">The folder is not in a clean git tree.</exception>
    public OptimizeRequest Plan(OptimizeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RecoverFromLossOfPower();
        return request with { InPlace = this, Plan = request.Plan with { OwnCodeOnly = true, OnlyFiles = CleanTree.Sources(_root) } };
    }

    /// <summary>Takes back what the last edits in place did.</summary>
    /// <returns>The files that are as they were, relative to the function's folder.</returns>
    /// <exception cref="FunctionException">There is nothing to take back, or a file was changed since.</exception>
    public IReadOnlyList<string> Undo()
    {
        using var _ = _records.Lock();
        var record = _records.Latest(out var state, out var changed)
            ?? throw new FunctionException($"--undo: no edits of thaw's are recorded for {_root}; there is nothing to take back");
        if (state == EditState.Changed)
        {
            throw new FunctionException($"--undo: {changed} was changed since thaw edited it, so nothing was taken back; use git");
        }

        RollbackGuard.Start(record).Dispose();
        return record.State(out changed) == EditState.TakenBack
            ? [.. record.Files.Select(file => file.Path)]
            : throw new FunctionException($"--undo: {_root} can't be written; make it writable and repeat this");
    }

    /// <summary>What a machine that went down left half done would only look like a change of the user's.</summary>
    private void RecoverFromLossOfPower()
    {
        using var _ = _records.Lock();
        try
        {
            _records.Latest(out var _, out var _);
        }
        catch (FunctionException)
        {
            // A record that can't be read is of no use to an undo either; new edits do not depend on it.
        }
    }

    /// <summary>Writes rewritten modules to where they came from.</summary>
    /// <param name="modules">The modules; those without a source are left.</param>
    /// <param name="facts">What they were made from, by file.</param>
    /// <returns>The files, before and after.</returns>
    /// <exception cref="FunctionException">A file was changed meanwhile.</exception>
    /// <exception cref="PackageException">A file can't be written; none was.</exception>
    internal IReadOnlyList<EditedFile> Write(IReadOnlyList<RewrittenModule> modules, IReadOnlyDictionary<string, SourceFacts> facts)
    {
        EditedFile[] files = [.. modules.Where(module => module.Source is not null).Select(module => new EditedFile(module.File, facts[module.File].Text, module.Source!))];
        Write(files);
        return files;
    }

    /// <summary>The same with any files.</summary>
    internal void Write(IReadOnlyList<EditedFile> files)
    {
        using var _ = _records.Lock();
        if (files.FirstOrDefault(file => !File.Exists(file.Path) || !File.ReadAllBytes(file.Path).AsSpan().SequenceEqual(file.Before)) is { } changed)
        {
            throw new FunctionException($"{changed.Path}: was changed while it was optimised, so nothing was written; run this again");
        }

        try
        {
            var record = _records.Next(files);
            using var guard = RollbackGuard.Start(record);
            _records.Add(record, files);
            foreach (var file in files)
            {
                Prepare(file);
            }

            foreach (var file in files)
            {
                File.Move(Fresh(file.Path), file.Path, overwrite: true);
            }

            foreach (var folder in files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct())
            {
                DurableFile.SyncFolder(folder);
            }

            guard.Keep();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            throw new PackageException($"{_root}: can't be written, so nothing was: {error.Message}", error);
        }
    }

    /// <summary>The new version beside the old one. A copy first, for its mode.</summary>
    private static void Prepare(EditedFile file)
    {
        var fresh = Fresh(file.Path);
        File.Copy(file.Path, fresh, overwrite: true);
        using var stream = new FileStream(fresh, FileMode.Truncate);
        stream.Write(file.After);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The name that the shell of <see cref="RollbackGuard"/> knows as well.</summary>
    private static string Fresh(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.thaw-new");
}
