"""Compiles the sources whose paths come in on standard input, a line each, beside themselves.

Unchecked: an instance then does not compare the source's date. A source that cannot be compiled is left out: importing it
gives the function the error that it would have got anyway. What is compiled comes from tenants, so memory and time are
limited, and each process has few sources on its conscience.
"""
import os
import py_compile
import resource
import sys

SHARE = 200
MOST_BYTES = 2 << 30
MOST_SECONDS = 240


def main():
    paths = [line.rstrip("\n") for line in sys.stdin]
    shares = [paths[start:start + SHARE] for start in range(0, len(paths), SHARE)]
    running, most = 0, os.cpu_count() or 1
    for share in shares:
        if running == most:
            os.wait()
            running -= 1
        if os.fork() == 0:
            compile_all(share)
        running += 1
    for _ in range(running):
        os.wait()


def compile_all(paths):
    """In a process of its own: it never returns."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        for path in paths:
            try:
                py_compile.compile(path, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
            except Exception:  # noqa: BLE001 - tests of other languages' versions, templates, files in any encoding
                continue
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
