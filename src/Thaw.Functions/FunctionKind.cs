namespace Thaw.Functions;

/// <summary>How a function is started.</summary>
public enum FunctionKind
{
    /// <summary>A callable that gets an event and a context, as on AWS Lambda.</summary>
    Handler,

    /// <summary>A Python file that runs from top to bottom.</summary>
    Script,

    /// <summary>A module that runs as <c>python -m</c> runs it.</summary>
    Module,
}
