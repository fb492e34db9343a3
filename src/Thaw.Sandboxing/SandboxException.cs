namespace Thaw.Sandboxing;

/// <summary>A sandbox could not be made, or a program not be started in it. The message is one line: what, and why.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : IOException(message, inner);
