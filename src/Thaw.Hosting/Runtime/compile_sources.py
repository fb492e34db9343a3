"""Compiles the sources whose paths come in on standard input, a line each, beside themselves.

Unchecked: an instance then does not compare the source's date. A source that cannot be compiled is left out: importing it
gives the function the error that it would have got anyway.

What is compiled comes from tenants. So it is parsed by a process of its own, which gets the text and gives back byte code, and can
do nothing else: no files, no further descriptors, no processes, another user, an empty root. This one only reads and writes files.
"""
# ruff: noqa: F401 - a jailed process cannot load what the encodings of sources need
import encodings.ascii
import encodings.cp1252
import encodings.iso8859_1
import encodings.iso8859_15
import encodings.latin_1
import encodings.utf_8_sig
import os
import resource
import struct
import sys
import warnings
from importlib import _bootstrap_external as files
from importlib.util import cache_from_source, source_hash

SHARE = 200
MOST_BYTES = 2 << 30
MOST_SECONDS = 240
LARGEST_SOURCE = LARGEST_CODE = 64 << 20
NOBODY = 65534
EMPTY = "/proc/self/fdinfo"  # a folder of which nothing can be opened once the limits hold
LENGTH = struct.Struct("I")


def main():
    paths = [line.rstrip("\n") for line in sys.stdin]
    shares = [paths[start:start + SHARE] for start in range(0, len(paths), SHARE)]
    running, most = 0, os.cpu_count() or 1
    for share in shares:
        if running == most:
            os.wait()
            running -= 1
        if os.fork() == 0:
            serve(share)
        running += 1
    for _ in range(running):
        os.wait()


def serve(paths):
    """In a process of its own: it never returns."""
    try:
        compiler = None
        for path in paths:
            compiler = compiler or Compiler()
            try:
                code = compiler.compile(path)
            except EOFError:
                # It was killed by its limits. The next source gets another one.
                compiler = None
                continue
            if code:
                write(path, code)
    finally:
        os._exit(0)


def write(path, code):
    target = cache_from_source(path)
    folder = os.path.dirname(target)
    if os.path.islink(folder):
        return
    os.makedirs(folder, exist_ok=True)
    files._write_atomic(target, code, 0o644)


class Compiler:
    """The process that parses."""

    def __init__(self):
        from_us, self.there = os.pipe()
        self.back, from_it = os.pipe()
        if os.fork() == 0:
            try:
                os.dup2(from_us, 0)
                os.dup2(from_it, 1)
                jail()
                answer()
            finally:
                os._exit(0)
        os.close(from_us)
        os.close(from_it)

    def compile(self, path):
        """The byte code as a file holds it; empty when there is none."""
        with open(path, "rb") as file:
            source = file.read(LARGEST_SOURCE + 1)
        if len(source) > LARGEST_SOURCE:
            return b""
        try:
            for part in (os.fsencode(path), source):
                send(self.there, part)
            return receive(self.back)
        except BrokenPipeError:
            raise EOFError from None


def jail():
    """Leaves this process its two pipes and what it has loaded. Without root it keeps its user and its root."""
    if os.geteuid() == 0:
        os.chroot(EMPTY)
        os.chdir("/")
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    os.closerange(2, 4096)
    for kind, limit in ((resource.RLIMIT_AS, MOST_BYTES), (resource.RLIMIT_CPU, MOST_SECONDS), (resource.RLIMIT_NOFILE, 2),
                        (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (limit, limit))


def answer():
    warnings.simplefilter("ignore")
    while True:
        path, source = receive(0), receive(0)
        try:
            code = compile(source, os.fsdecode(path), "exec", dont_inherit=True)
            data = bytes(files._code_to_hash_pyc(code, source_hash(source), False))
        except Exception:  # noqa: BLE001 - tests of other languages' versions, templates, files in any encoding
            data = b""
        send(1, data)


def send(descriptor, data):
    data = memoryview(LENGTH.pack(len(data)) + data)
    while data:
        data = data[os.write(descriptor, data):]


def receive(descriptor):
    (length,) = LENGTH.unpack(exactly(descriptor, LENGTH.size))
    if length > max(LARGEST_SOURCE, LARGEST_CODE):
        raise EOFError
    return exactly(descriptor, length)


def exactly(descriptor, length):
    parts = []
    while length:
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
