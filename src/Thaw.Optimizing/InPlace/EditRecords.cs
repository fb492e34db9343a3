using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Thaw.Functions;
using Thaw.Linux.Files;
using Thaw.Linux.Ownership;

namespace Thaw.Optimizing.InPlace;

/// <summary>The records of one function's edits, in Thaw's home: the folders <c>edits/KEY-N</c>, N counting up.</summary>
/// <param name="home">Thaw's home.</param>
/// <param name="root">The function's folder, absolute.</param>
internal sealed class EditRecords(string home, string root)
{
    private readonly string _folder = Path.Combine(home, "edits");

    // A path of any length and kind as part of a folder's name.
    private readonly string _key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16];

    /// <summary>Lets one Thaw at a time edit; dispose it to let the next.</summary>
    /// <exception cref="FunctionException">Another one does.</exception>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(_folder);
        try
        {
            return new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy)
        {
            throw new FunctionException($"{root}: another thaw is writing or taking back edits just now; try again", inner: busy);
        }
    }

    /// <summary>The latest record that still stands for something; those whose edits are gone are removed.</summary>
    /// <param name="state">What the files are now.</param>
    /// <param name="changed">A file that is neither version; empty if there is none.</param>
    /// <returns>The record; null if there is none.</returns>
    /// <exception cref="FunctionException">The latest record can't be read.</exception>
    public EditRecord? Latest(out EditState state, out string changed)
    {
        foreach (var (_, folder) in Folders().OrderByDescending(found => found.Number))
        {
            var record = EditRecord.Read(folder, root);
            state = record.State(out changed);
            if (state is EditState.Applied or EditState.Changed)
            {
                return record;
            }

            var isHalf = state == EditState.Half;
            RollbackGuard.Start(record).Dispose();
            if (isHalf)
            {
                return record;
            }
        }

        (state, changed) = (EditState.TakenBack, "");
        return null;
    }

    /// <summary>The next record, by name; it is not there yet.</summary>
    public EditRecord Next(IReadOnlyList<EditedFile> files)
    {
        var number = Folders().Select(found => found.Number).DefaultIfEmpty(0).Max() + 1;
        return EditRecord.Of(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_key}-{number}")), root, files);
    }

    /// <summary>Writes a record; it appears whole and on the disk, or not at all.</summary>
    public void Add(EditRecord record, IReadOnlyList<EditedFile> files)
    {
        using var ledger = OwnershipLedger.Open(StateFolder.Default);
        using var work = ledger.CreateOwnedFolder("edits", _folder);
        var made = Directory.CreateDirectory(Path.Combine(work.Path, "record")).FullName;
        record.Write(made, files);
        DurableFile.RenameFolder(made, record.Folder);
    }

    private IEnumerable<(int Number, string Folder)> Folders()
    {
        if (!Directory.Exists(_folder))
        {
            yield break;
        }

        foreach (var folder in Directory.GetDirectories(_folder, _key + "-*"))
        {
            if (int.TryParse(Path.GetFileName(folder).AsSpan(_key.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                yield return (number, folder);
            }
        }
    }
}
