#!/usr/bin/env python3
"""Has a pager (thaw pager) fill memory of this process from a file, page by page, as it is touched.

    thaw pager --socket /run/user/1000/pager.sock &
    python3 pager_client.py /run/user/1000/pager.sock FILE

The functions below are all that a client needs; docs/pager.md describes the messages.
"""

import ctypes
import fcntl
import json
import mmap
import os
import platform
import socket
import struct
import sys

PAGE = mmap.PAGESIZE
USERFAULTFD = {"x86_64": 323, "aarch64": 282}[platform.machine()]
API, REGISTER = 0xC018AA3F, 0xC020AA00
EVENTS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 6  # fork, remap, remove, unmap
MISSING = 1


LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype = ctypes.c_void_p
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def open_userfaultfd(features=EVENTS):
    """A userfaultfd of this process; needs root, CAP_SYS_PTRACE, or vm.unprivileged_userfaultfd=1."""
    descriptor = LIBC.syscall(USERFAULTFD, os.O_CLOEXEC | os.O_NONBLOCK)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "userfaultfd: " + os.strerror(ctypes.get_errno()))
    fcntl.ioctl(descriptor, API, bytearray(struct.pack("QQQ", 0xAA, features, 0)))
    return descriptor


def map_memory(descriptor, length, place=None):
    """Memory whose missing pages the descriptor tells of: its address. At a place of one's own, if that is free."""
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | (0x100000 if place else 0)  # MAP_FIXED_NOREPLACE
    address = LIBC.mmap(place, length, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap: " + os.strerror(ctypes.get_errno()))
    fcntl.ioctl(descriptor, REGISTER, bytearray(struct.pack("QQQQ", address, length, MISSING, 0)))
    return address


def send(pager, message, descriptors=()):
    """One message is one packet; descriptors travel beside it."""
    socket.send_fds(pager, [json.dumps(message).encode()], list(descriptors))


def receive(pager):
    """The next message; None when the pager is gone. Copies of our own descriptors that come with it are not needed."""
    data, descriptors, _, _ = socket.recv_fds(pager, 1 << 17, 16)
    for descriptor in descriptors:
        os.close(descriptor)
    return json.loads(data) if data else None


def expect(pager, kind):
    """The next message, which has to be of a kind."""
    message = receive(pager)
    if message is None or message["type"] != kind:
        raise RuntimeError(message["message"] if message else "the pager has hung up")
    return message


def connect(path):
    """A connection, its version agreed on."""
    pager = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pager.connect(path)
    send(pager, {"type": "hello", "versions": [1]})
    expect(pager, "hello")
    return pager


def restore(pager, descriptor, regions, sources, **options):
    """Hands the memory over; once this returns its pages come when they are touched."""
    order = {"descriptors": ["userfaultfd"], "regions": regions, "sources": sources, **options}
    send(pager, {"type": "restore", "restore": order}, [descriptor])
    expect(pager, "ready")


def main():
    path, file = sys.argv[1:]
    length = os.path.getsize(file) // PAGE * PAGE
    descriptor = open_userfaultfd()
    address = map_memory(descriptor, length)
    pager = connect(path)
    restore(pager, descriptor, [{"address": address, "length": length, "source": 0}], [{"file": os.path.abspath(file)}])
    print("the last page begins with", ctypes.string_at(address + length - PAGE, 16))
    send(pager, {"type": "stream"})
    end = expect(pager, "end")
    print(end["outcome"], "faults", end["statistics"]["faults"], "streamed pages", end["statistics"]["streamedPages"])


if __name__ == "__main__":
    main()
