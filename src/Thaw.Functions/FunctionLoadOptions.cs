namespace Thaw.Functions;

/// <summary>What a user says about a function beside its path.</summary>
public sealed record FunctionLoadOptions
{
    /// <summary>
    /// The handler as <c>module.callable</c>, instead of the one in <c>thaw.yaml</c> or the one guessed; for a
    /// script also <c>callable</c> alone.
    /// </summary>
    public string? Handler { get; init; }

    /// <summary>A module of the folder to run as <c>python -m</c> does; excludes <see cref="Handler"/>.</summary>
    public string? Module { get; init; }

    /// <summary>Command-line arguments of a script or module.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A folder of events or a file with one or more, instead of those in <c>thaw.yaml</c>.</summary>
    public string? EventsPath { get; init; }

    /// <summary>Where zips are unpacked, a folder for each content; null: a new folder for temporary files.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>How much a zip may hold.</summary>
    public ZipLimits ZipLimits { get; init; } = ZipLimits.Default;
}

/// <summary>Bounds on what is unpacked from one zip, so that a hostile one cannot fill the disk.</summary>
/// <param name="MaxBytes">Unpacked bytes of all entries.</param>
/// <param name="MaxEntries">Files and folders.</param>
public sealed record ZipLimits(long MaxBytes, int MaxEntries)
{
    /// <summary>4 GiB and 200,000 entries: AWS Lambda's 250 MB, and room for what only local runs hold.</summary>
    public static ZipLimits Default { get; } = new(4L << 30, 200_000);
}
