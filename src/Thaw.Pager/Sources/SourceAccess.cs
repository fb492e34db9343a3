namespace Thaw.Pager.Sources;

/// <summary>How a local file's pages are read.</summary>
public enum SourceAccess
{
    /// <summary>Mapped: copied from the page cache straight into the process. The fastest for a file in the page cache.</summary>
    Map,

    /// <summary>Read into memory of the pager's own.</summary>
    Read,

    /// <summary>Read past the page cache (O_DIRECT), where the file system can: nothing of it stays in memory.</summary>
    Direct,
}
