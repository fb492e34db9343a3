namespace Thaw.Lab.Benchmarks;

/// <summary>The function that is measured fails, so there is nothing to measure. The message is one line.</summary>
public sealed class BenchException(string message) : Exception(message.ReplaceLineEndings(" "));
