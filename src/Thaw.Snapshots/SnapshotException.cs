namespace Thaw.Snapshots;

/// <summary>A process cannot be captured or restored. The message is one line: what is in the way.</summary>
public sealed class SnapshotException(string message, Exception? inner = null) : Exception(message.ReplaceLineEndings(" "), inner);
