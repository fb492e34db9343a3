using Thaw.Python.Environments;

namespace Thaw.Python.Launching;

/// <summary>Where compiled byte code lies, so that its state is known and nothing is written beside sources.</summary>
/// <remarks>
/// Interpreters are started with <c>-X pycache_prefix</c> (3.8 and later): they then look for byte code only below
/// that folder, whose tree mirrors the sources' absolute paths. The warm folder is kept between runs of Thaw. The
/// cold one holds links to the compiled standard library and to the agent, and nothing else: deployment packages
/// usually come without byte code, the standard library never does.
/// </remarks>
public sealed class ByteCodeCache
{
    /// <summary>Prepares both folders.</summary>
    /// <param name="cacheFolder">Kept between runs.</param>
    /// <param name="scratchFolder">Of this run.</param>
    /// <param name="environment">Whose interpreter's byte code it is.</param>
    public ByteCodeCache(string cacheFolder, string scratchFolder, PythonEnvironment environment)
    {
        string version = environment.Interpreter.Version;
        WarmFolder = Path.Combine(cacheFolder, "bytecode", $"{environment.Interpreter.Implementation}-{version}");
        ColdFolder = Path.Combine(scratchFolder, "bytecode-cold");
        Directory.CreateDirectory(WarmFolder);
        Link(environment.StandardLibrary);
        Link(AgentFiles.Folder);
    }

    /// <summary>Byte code of earlier runs; priming runs add to it.</summary>
    public string WarmFolder { get; }

    /// <summary>Byte code of the standard library only.</summary>
    public string ColdFolder { get; }

    /// <summary>The folder for a state.</summary>
    /// <param name="state">The state that a run asks for.</param>
    /// <returns>An absolute path.</returns>
    public string FolderFor(ByteCodeState state) => state == ByteCodeState.Cold ? ColdFolder : WarmFolder;

    private void Link(string sources)
    {
        string relative = Path.GetFullPath(sources).TrimStart('/');
        string target = Path.Combine(WarmFolder, relative);
        string link = Path.Combine(ColdFolder, relative);
        Directory.CreateDirectory(target);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (!Path.Exists(link))
        {
            Directory.CreateSymbolicLink(link, target);
        }
    }
}
