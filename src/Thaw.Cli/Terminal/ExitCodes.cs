namespace Thaw.Cli.Terminal;

/// <summary>What the exit code of every <c>thaw</c> command means.</summary>
internal static class ExitCodes
{
    /// <summary>0: done.</summary>
    public const int Done = 0;

    /// <summary>1: the command worked and the answer is no: a budget missed, a function failed.</summary>
    public const int AnswerIsNo = 1;

    /// <summary>2: bad usage or bad input; one line on standard error says what, where and what to do.</summary>
    public const int BadInput = 2;

    /// <summary>3: the machine lacks something; the message says what, and how to get it.</summary>
    public const int MachineLacks = 3;

    /// <summary>4: undecided, such as a budget measured on a machine that is too noisy.</summary>
    public const int Undecided = 4;

    /// <summary>128 + the number of the signal that ended the command, as shells say it: 130 after Ctrl-C, 143 after SIGTERM.</summary>
    public const int Interrupted = 128;

    /// <summary>70: a defect in Thaw (EX_SOFTWARE of sysexits(3)).</summary>
    public const int Defect = 70;
}
