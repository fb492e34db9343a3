namespace Thaw.Images.Traces;

/// <summary>Tells the formats of traces apart.</summary>
public static class TraceFile
{
    /// <summary>Reads a trace of the Azure Functions datasets of 2019 (a file, or a folder of days) or of 2021 (a file).</summary>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="FormatException">It is neither, or a line of it is wrong; the message says which.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static InvocationTrace Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            return Azure2019Trace.Read(path);
        if (!File.Exists(path))
            throw new FormatException($"{path}: no such file or folder");
        var first = FirstLine(path);
        if (first == Azure2021Trace.Header)
            return Azure2021Trace.Read(path);
        return first.StartsWith(Azure2019Files.InvocationsHeader, StringComparison.Ordinal)
            ? Azure2019Trace.Read(path)
            : throw new FormatException($"{path}:1: this is neither a file of invocations of the Azure Functions trace 2019 nor that of 2021; docs/simulate.md describes both");
    }

    // Of any file that a user names by mistake, no more than a line's beginning is read.
    private static string FirstLine(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[64];
        var text = new string(buffer, 0, reader.ReadBlock(buffer));
        return text.Split('\n', 2)[0].TrimEnd('\r');
    }
}
