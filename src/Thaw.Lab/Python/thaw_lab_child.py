"""Runs a command to its end and writes what it took as JSON to a file.

usage: thaw_lab_child.py RESULT PROGRAM [ARGUMENT ...]

The peak of the resident set comes from wait4(2), so that no moment of it is missed. This process is small: what
Linux carries over a fork into that peak is less than any program that is worth measuring has.
"""
import json
import os
import sys
import time

result, command = sys.argv[1], sys.argv[2:]
start = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(pid, 0)
seconds = time.monotonic() - start
with open(result, "w") as file:
    json.dump({
        "seconds": seconds,
        "peakBytes": usage.ru_maxrss * 1024,
        "cpuSeconds": usage.ru_utime + usage.ru_stime,
        "exitCode": os.waitstatus_to_exitcode(status),
    }, file)
