"""Plays CRIU and the process that it restores: hands its memory over in the way that CRIU does, in pieces, then does as it is told."""

import array
import ctypes
import os
import socket
import struct
import sys

sys.path.insert(0, sys.argv[1])
import pager_client as client  # noqa: E402

PAGE, PLACE = client.PAGE, 0x100000000000
FINISHED = 0x52535446


def hand_over(path, pid, faults, upto):
    """Everything, or the beginning of it."""
    pager = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    pager.connect(path)
    word = struct.pack("i", pid)
    pager.sendall(word[:2])
    pager.sendall(word[2:])
    if upto == "pid":
        return pager
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [faults]))] if upto != "no-descriptor" else []
    pager.sendmsg([b"\0"], rights)
    # A process that is a zombie has no memory.
    pager.sendall(struct.pack("i", -1))
    if upto == "all":
        pager.sendall(struct.pack("I", FINISHED))
    return pager


def main():
    pages, pid = int(sys.argv[2]), int(sys.argv[3])
    faults = client.open_userfaultfd()
    start = client.map_memory(faults, pages * PAGE, PLACE)
    print("ready", flush=True)
    kept = None
    for line in sys.stdin:
        order, *arguments = line.split()
        if order == "hand-over":
            kept = hand_over(arguments[0], pid, faults, arguments[1])
            os.close(faults)
            print("done", flush=True)
        elif order == "hang-up":
            kept.close()
            print("done", flush=True)
        else:
            print(sum(ctypes.c_uint64.from_address(start + page * PAGE).value for page in range(*map(int, arguments))), flush=True)


main()
