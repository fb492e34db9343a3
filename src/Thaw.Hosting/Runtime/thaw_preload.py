"""Imports what events of the function would import, as `thaw optimize --target prewarmed` found it, before they come.

What is a library's gets into the image that way: a host learns from a boot what to put there.
"""
import posix

import thaw_runtime

PIECE = 64 * 1024  # bytes


def run(manifest):
    """`manifest`: the path of a package's description. A file that is something else is nobody's fault."""
    try:
        names = thaw_runtime.parse(contents(manifest))["preload"]
    except (KeyError, OSError, TypeError, ValueError):
        return
    for name in names if isinstance(names, list) else ():
        try:
            __import__(name)
        except Exception:  # noqa: BLE001 - the event that needs it gets the error
            pass


def contents(path):
    file = posix.open(path, posix.O_RDONLY)
    try:
        parts = [posix.read(file, PIECE)]
        while parts[-1]:
            parts.append(posix.read(file, PIECE))
    finally:
        posix.close(file)
    return b"".join(parts)
