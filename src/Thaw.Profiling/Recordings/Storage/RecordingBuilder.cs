using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Thaw.Linux.Ownership;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>A recording while it is made: a temporary folder beside the final one, which takes its place on <see cref="Commit"/>.</summary>
/// <remarks>
/// For one thread. Passes are written as they finish, so that those which finished are kept if a later one fails.
/// Disposed without a commit, nothing is left. After <see cref="Commit"/> only <see cref="Dispose"/> may follow.
/// </remarks>
public sealed class RecordingBuilder : IDisposable
{
    private readonly string _final;
    private readonly SiblingFolder _sibling;
    private bool _committed;

    internal RecordingBuilder(string folder, OwnershipLedger? ledger)
    {
        _final = Path.GetFullPath(folder);
        FinalFolder.CheckReplaceable(_final);
        _sibling = FinalFolder.CreateSibling(_final, ledger);
    }

    /// <summary>The temporary folder, absolute; on the same file system as the final one.</summary>
    public string Folder => _sibling.Path;

    /// <summary>Where the samples go: give it to <see cref="SampleFileWriter"/>.</summary>
    public string SamplesPath => PathOf(Passes.Samples);

    /// <summary>Writes the baseline; messages of failed runs are cut to one line of 300 characters.</summary>
    public void WriteBaseline(BaselinePass pass) =>
        WriteJson(Passes.Baseline, OutcomeRedaction.Redact(pass), RecordingJson.Default.BaselinePass);

    /// <summary>Writes the imports.</summary>
    public void WriteImports(ImportsPass pass) => WriteJson(Passes.Imports, pass, RecordingJson.Default.ImportsPass);

    /// <summary>Writes the usage.</summary>
    public void WriteUsage(UsagePass pass) => WriteJson(Passes.Usage, UsageDocument.From(pass), RecordingJson.Default.UsageDocument);

    /// <summary>Writes the child processes.</summary>
    public void WriteChildren(ChildrenPass pass) => WriteJson(Passes.Children, pass, RecordingJson.Default.ChildrenPass);

    /// <summary>Fills in the files of the passes, writes the manifest, and moves the folder to its place.</summary>
    /// <param name="manifest">
    /// With every pass that was asked for; files, sizes and checksums in it are ignored. The file of a pass whose
    /// state is <c>failed</c> is dropped.
    /// </param>
    /// <returns>The manifest as it was written.</returns>
    /// <exception cref="InvalidOperationException">A pass is <c>done</c> or <c>partial</c> and has no file, or the other way round.</exception>
    /// <exception cref="RecordingException">The folder can't be moved to its place.</exception>
    public RecordingManifest Commit(RecordingManifest manifest)
    {
        ObjectDisposedException.ThrowIf(_committed, this);
        var complete = manifest with { Passes = [.. manifest.Passes.Select(Describe)] };
        CheckFiles(complete);
        WriteJson(RecordingFiles.Manifest, complete, RecordingJson.Default.RecordingManifest);
        FinalFolder.MoveIntoPlace(Folder, _final);
        _committed = true;
        return complete;
    }

    /// <summary>Removes the temporary folder, with what was not committed or was replaced.</summary>
    public void Dispose() => _sibling.Dispose();

    private string PathOf(string pass) => Path.Combine(Folder, RecordingFiles.ByPass.GetValueOrDefault(pass, pass));

    private RecordedPass Describe(RecordedPass pass)
    {
        string path = PathOf(pass.Name);
        if (pass.State == "failed")
        {
            File.Delete(path);
            return pass with { File = null, Bytes = 0, Sha256 = null };
        }

        if (!File.Exists(path))
            throw new InvalidOperationException($"pass {pass.Name} is {pass.State}, but {path} was not written");

        using var file = RecordingChecks.Open(path);
        long bytes = file.Length;
        return pass with { File = Path.GetFileName(path), Bytes = bytes, Sha256 = RecordingChecks.Sha256(file) };
    }

    private void CheckFiles(RecordingManifest manifest)
    {
        foreach (string file in Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)))
        {
            if (manifest.Passes.All(pass => pass.File != file))
                throw new InvalidOperationException($"{file} was written, but the manifest names no pass for it");
        }
    }

    private void WriteJson<T>(string pass, T value, JsonTypeInfo<T> type)
    {
        ObjectDisposedException.ThrowIf(_committed, this);
        using var file = new FileStream(PathOf(pass), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        JsonSerializer.Serialize(file, value, type);
    }
}
