using System.Text.Json.Serialization;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>
/// The usage pass as its file holds it. Call paths share most of their frames, so they are kept as a tree: written
/// out one by one, those of scikit-learn alone would take 23 MB.
/// </summary>
/// <param name="Mechanism">As in <see cref="UsagePass"/>.</param>
/// <param name="Events">As in <see cref="UsagePass"/>.</param>
/// <param name="Frames">Distinct frames of all paths.</param>
/// <param name="Nodes">The tree, two numbers a node: index of the caller's node (-1 for none), index of the frame.</param>
/// <param name="Functions">As in <see cref="UsagePass"/>, with <see cref="FunctionDocument.Path"/> in place of the path.</param>
/// <param name="Reads">As in <see cref="UsagePass"/>, with <see cref="ReadDocument.Path"/> in place of the line; absent in version 1.</param>
internal sealed record UsageDocument(
    string Mechanism,
    IReadOnlyList<string> Events,
    IReadOnlyList<CallSite> Frames,
    IReadOnlyList<int> Nodes,
    IReadOnlyList<FunctionDocument> Functions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReadDocument>? Reads = null)
{
    public static UsageDocument From(UsagePass pass)
    {
        var paths = new PathTree();
        FunctionDocument[] functions =
        [
            .. pass.Functions.Select(item => new FunctionDocument(
                item.Module, item.Name, item.File, item.Line, item.IsNative, item.InInit, item.Events, paths.Add(item.FirstPath))),
        ];
        ReadDocument[]? reads = pass.Reads is null
            ? null
            : [.. pass.Reads.Select(item => new ReadDocument(item.Module, item.Name, item.AtImport, item.OnlyInTypeChecks, item.Events, paths.Add([item.Site])))];
        return new UsageDocument(pass.Mechanism, pass.Events, paths.Frames, paths.Nodes, functions, reads);
    }

    /// <exception cref="RecordingException">A path leads out of the tree.</exception>
    public UsagePass ToPass() =>
        new([.. Functions.Select(ToFunction)], Mechanism, Events, Reads is null ? null : [.. Reads.Select(ToRead)]);

    private NameRead ToRead(ReadDocument item) => new()
    {
        Module = item.Module,
        Name = item.Name,
        AtImport = item.AtImport,
        OnlyInTypeChecks = item.OnlyInTypeChecks,
        Events = item.Events,
        Site = Path(item.Path) is [.., var site]
            ? site
            : throw new RecordingException($"{RecordingFiles.ByPass[Passes.Usage]}: a name was read nowhere; record again"),
    };

    private UsedFunction ToFunction(FunctionDocument item) => new()
    {
        Module = item.Module,
        Name = item.Name,
        File = item.File,
        Line = item.Line,
        IsNative = item.IsNative,
        InInit = item.InInit,
        Events = item.Events,
        FirstPath = Path(item.Path),
    };

    private CallSite[] Path(int node)
    {
        var path = new List<CallSite>();
        while (node >= 0)
        {
            int at = 2 * node;
            // A parent comes before its children, which also makes a cycle impossible.
            if (at + 1 >= Nodes.Count || Nodes[at] >= node || Nodes[at + 1] < 0 || Nodes[at + 1] >= Frames.Count)
                throw new RecordingException($"{RecordingFiles.ByPass[Passes.Usage]}: a call path leads out of its tree; record again");

            path.Add(Frames[Nodes[at + 1]]);
            node = Nodes[at];
        }

        path.Reverse();
        return [.. path];
    }

    private sealed class PathTree
    {
        private readonly Dictionary<CallSite, int> _frames = [];
        private readonly Dictionary<(int, int), int> _nodes = [];

        public List<CallSite> Frames { get; } = [];

        public List<int> Nodes { get; } = [];

        public int Add(IReadOnlyList<CallSite> path)
        {
            int node = -1;
            foreach (CallSite site in path)
                node = Node(node, Frame(site));

            return node;
        }

        private int Frame(CallSite site)
        {
            if (!_frames.TryGetValue(site, out int frame))
            {
                _frames.Add(site, frame = Frames.Count);
                Frames.Add(site);
            }

            return frame;
        }

        private int Node(int parent, int frame)
        {
            if (!_nodes.TryGetValue((parent, frame), out int node))
            {
                _nodes.Add((parent, frame), node = Nodes.Count / 2);
                Nodes.Add(parent);
                Nodes.Add(frame);
            }

            return node;
        }
    }
}

/// <summary>A function that ran, as the file holds it; <see cref="Path"/> is a node of the tree, -1 for no path.</summary>
internal sealed record FunctionDocument(
    string Module, string Name, string? File, int Line, bool IsNative, bool InInit, IReadOnlyList<string> Events, int Path);

/// <summary>A name that was read, as the file holds it; <see cref="Path"/> is the node of the line.</summary>
internal sealed record ReadDocument(
    string Module, string Name, bool AtImport, bool OnlyInTypeChecks, IReadOnlyList<string> Events, int Path);
