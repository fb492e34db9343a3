"""Times an interpreter that imports a handler and prints its result, once for each line of standard input, which holds its flags.
`handler` asks for the handler's own time instead: the median of calls in this process.

Usage: thaw_lab_bare.py FOLDER EVENT
"""
import json
import os
import sys
import time

CALLS = 2000
FOLDER, EVENT = sys.argv[1:]
SCRIPT = "import sys; sys.path.insert(0, %r); import json; from handler import handler; print(json.dumps(handler(json.loads(%r), None)))"


def start(flags):
    read, write = os.pipe()
    begin = time.perf_counter_ns()
    pid = os.posix_spawn(
        sys.executable, [sys.executable, *flags, "-c", SCRIPT % (FOLDER, EVENT)], {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    result = b""
    while not result.endswith(b"\n"):
        piece = os.read(read, 65536)
        if not piece:
            sys.exit("no result")
        result += piece
    took = time.perf_counter_ns() - begin
    os.close(read)
    os.waitpid(pid, 0)
    return took / 1e6


def call():
    sys.path.insert(0, FOLDER)
    from handler import handler

    times = []
    for _ in range(CALLS):
        event = json.loads(EVENT)
        begin = time.perf_counter_ns()
        handler(event, None)
        times.append(time.perf_counter_ns() - begin)
    return sorted(times)[CALLS // 2] / 1e6


for line in sys.stdin:
    print(call() if line.strip() == "handler" else start(line.split()), flush=True)
