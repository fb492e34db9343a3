using System.Runtime.InteropServices;

namespace Thaw.Linux.Native;

/// <summary>The error numbers that Thaw tells apart, and the words for the others.</summary>
internal static class Errno
{
    public const int PermissionDenied = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int ArgumentListTooLong = 7;
    public const int NotExecutable = 8;
    public const int NoChild = 10;
    public const int Again = 11;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int BadAddress = 14;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int InvalidArgument = 22;
    public const int TextBusy = 26;
    public const int BrokenPipe = 32;
    public const int NotImplemented = 38;
    public const int NotEmpty = 39;
    public const int NotSupported = 95;
    public const int ConnectionReset = 104;

    /// <summary>Runs a call that answers -1 and errno, again for as long as a signal interrupts it.</summary>
    public static int Retry(Func<int> call)
    {
        while (true)
        {
            var result = call();
            if (result != -1 || Marshal.GetLastPInvokeError() != Interrupted)
                return result;
        }
    }

    /// <summary>The system's words for an error number, such as <c>No such file or directory</c>.</summary>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>An exception for a call that failed with the last error number: what was tried, and why it failed.</summary>
    public static IOException LastAsException(string attempt)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{attempt}: {Describe(errno)}", errno);
    }
}
