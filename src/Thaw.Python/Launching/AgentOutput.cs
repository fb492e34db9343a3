using System.Buffers.Binary;
using Thaw.Linux.Processes;
using Thaw.Python.Marshalling;

namespace Thaw.Python.Launching;

/// <summary>Parses what the agent wrote.</summary>
/// <remarks>
/// The file is a sequence of records, each a 4-byte little-endian length and a marshalled tuple whose first item is
/// its tag. A process that was killed while writing leaves a cut record at the end, which is ignored.
/// </remarks>
internal sealed class AgentOutput
{
    private readonly List<AgentPhase> _phases = [];
    private readonly Dictionary<int, AgentResult> _results = [];
    private readonly Dictionary<string, object?[]> _records = [];
    private AgentMemory? _initMemory;
    private AgentMemory? _invocationMemory;
    private long _firstLine;
    private long _ready;
    private bool _complete;

    public static AgentRun Read(string path, long spawnedAtNs, ChildExit? exit, long[] ticks, string errorText)
    {
        var output = new AgentOutput();
        if (File.Exists(path))
        {
            output.ReadRecords(File.ReadAllBytes(path));
        }

        return new AgentRun
        {
            SpawnedAtNs = spawnedAtNs,
            FirstLineNs = output._firstLine,
            ReadyNs = output._ready,
            Phases = output._phases,
            InitMemory = output._initMemory,
            InvocationMemory = output._invocationMemory,
            Results = output._results,
            Records = output._records,
            Complete = output._complete,
            Exit = exit,
            TicksNs = ticks,
            ErrorText = errorText,
        };
    }

    private void ReadRecords(ReadOnlySpan<byte> data)
    {
        while (data.Length >= 4)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(data);
            if (length < 0 || length > data.Length - 4)
            {
                return;
            }

            if (ReadRecord(data.Slice(4, length)) is { Length: > 0 } record && record[0] is string tag)
            {
                Take(tag, record);
            }

            data = data[(4 + length)..];
        }
    }

    /// <summary>One record, or null where it is none: the file lies within the function's reach.</summary>
    private static object?[]? ReadRecord(ReadOnlySpan<byte> data)
    {
        try
        {
            return MarshalReader.Read(data) as object?[];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static AgentResult ReadResult(byte[] data)
    {
        try
        {
            return new AgentResult(MarshalReader.Read(data), null, null);
        }
        catch (InvalidDataException problem)
        {
            return new AgentResult(null, null, problem.Message);
        }
    }

    private void Take(string tag, object?[] record)
    {
        switch (tag)
        {
            case "start":
                _firstLine = (long)record[1]!;
                _ready = (long)record[2]!;
                break;
            case "phase":
                _phases.Add(new AgentPhase(
                    (string)record[1]!, ToInt(record[2]), (long)record[3]!, (long)record[4]!, ToError(record[5])));
                break;
            case "memory":
                TakeMemory(record);
                break;
            case "result":
                _results[ToInt(record[1])] = ReadResult((byte[])record[2]!);
                break;
            case "json":
                _results[ToInt(record[1])] = new AgentResult(null, (string)record[2]!, null);
                break;
            case "unmarshallable":
                _results[ToInt(record[1])] = new AgentResult(null, null, (string)record[2]!);
                break;
            case "end":
                _complete = true;
                break;
            default:
                _records[tag] = record;
                break;
        }
    }

    private void TakeMemory(object?[] record)
    {
        var memory = new AgentMemory((long)record[2]!, (long)record[3]!, (long)record[4]!);
        if ((string)record[1]! == "init")
        {
            _initMemory = memory;
        }
        else
        {
            _invocationMemory = memory;
        }
    }

    private static PythonError? ToError(object? value) =>
        value is object?[] { Length: 3 } parts
            ? new PythonError(
                (string)parts[0]!,
                (string)parts[1]!,
                [.. ((object?[])parts[2]!).Select(item => ToFrame((object?[])item!))])
            : null;

    private static PythonFrame ToFrame(object?[] parts) => new((string)parts[0]!, ToInt(parts[1]), (string)parts[2]!);

    private static int ToInt(object? value) => checked((int)(long)value!);
}
