namespace Thaw.Sandboxing.Tests.Harm;

/// <summary>Functions that harm as well as they can. Each prints a line once it has done so, and goes on if it can.</summary>
internal static class HarmfulScripts
{
    public const string Pause = "\nimport signal\nwhile True: signal.pause()";

    public const string ForkBomb = """
        import os, signal
        count = 0
        try:
            while True:
                if os.fork() == 0:
                    while True: signal.pause()
                count += 1
        except BlockingIOError:
            print(count, flush=True)
        """ + Pause;

    public const string Daemon = """
        import os, signal, sys
        read, write = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
                os.write(write, b"up")
                while True: signal.pause()
            os._exit(0)
        os.read(read, 2)
        print("up", flush=True)
        """;

    /// <summary>Says how it ends when all bytes are used, and when all files are.</summary>
    public const string FullTmp = """
        import errno, os
        written = 0
        try:
            with open("/tmp/full", "wb", buffering=0) as file:
                while True: written += file.write(bytes(1 << 20))
        except OSError as error: first = errno.errorcode[error.errno]
        os.truncate("/tmp/full", 0)
        files = 0
        try:
            while True:
                open(f"/tmp/{files}", "w").close()
                files += 1
        except OSError as error: second = errno.errorcode[error.errno]
        print(first, written, second, files < 5000, flush=True)
        """ + Pause;

    public const string Spinning = "print('up', flush=True)\nwhile True: pass";

    public const string Deaf = "import signal\nfor number in (1, 2, 15): signal.signal(number, signal.SIG_IGN)\nprint('up', flush=True)" + Pause;

    public const string Crashing = "import os\nprint('up', flush=True)\nos.kill(os.getpid(), 11)";

    public const string Writing = "import os\nprint('up', flush=True)\nwhile True: os.write(2, bytes(4096))";

    /// <summary>Ends with 7 whatever happens beside it: 8 MiB of /tmp, and a process.</summary>
    public const string Work =
        "import os\nopen('/tmp/mine', 'wb').write(bytes(8 << 20))\nchild = os.fork()\nif child == 0: os._exit(7)\nprint(os.waitpid(child, 0)[1] >> 8)";

    /// <summary>Those for which no control group is needed, by a name.</summary>
    public static IReadOnlyList<(string Name, string Script)> WithoutLimits { get; } =
    [
        ("forks", ForkBomb), ("daemon", Daemon), ("tmp", FullTmp), ("spins", Spinning), ("deaf", Deaf), ("crashes", Crashing), ("writes", Writing),
    ];
}
