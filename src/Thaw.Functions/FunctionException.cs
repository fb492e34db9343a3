namespace Thaw.Functions;

/// <summary>Who has to act on a <see cref="FunctionException"/>.</summary>
public enum FunctionProblem
{
    /// <summary>What the user gave is wrong: a file, an option, a value. Exit code 2.</summary>
    BadInput,

    /// <summary>The machine lacks something: a package, an interpreter. Exit code 3.</summary>
    Missing,
}

/// <summary>A function cannot be used as it is. The message is one line: what is wrong, where, and what to do.</summary>
public sealed class FunctionException : Exception
{
    /// <summary>Makes one; line breaks in <paramref name="message"/> become spaces.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="problem">Who has to act.</param>
    /// <param name="inner">What the failed operation threw, for a debugger; users never see it.</param>
    public FunctionException(
        string message, FunctionProblem problem = FunctionProblem.BadInput, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner) => Problem = problem;

    /// <summary>Who has to act.</summary>
    public FunctionProblem Problem { get; }
}
