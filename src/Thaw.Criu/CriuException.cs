namespace Thaw.Criu;

/// <summary>CRIU refused, or is not there. The message is one line: what is in the way, and of whom.</summary>
public sealed class CriuException(string message, Exception? inner = null) : Exception(message.ReplaceLineEndings(" "), inner);
