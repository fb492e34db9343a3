"""A fixed piece of work that looks like the start of a function: Thaw times it in turn with a function's own starts.

A start of a function finds files, reads byte code, unmarshals it and executes the bodies of modules, which make
functions, classes and tables and keep them. So does this, a given number of times, always with the same module. What
slows the one down (a slower processor, a neighbour that takes the cache, a stolen time slice) slows the other down.

What it does must never change under one name: baselines hold times as multiples of it (ReferenceWorkload.Name).
"""
import marshal
import posix

import thaw_reference_module

ROUNDS = int(posix.environ[b"THAW_REFERENCE_ROUNDS"])
CODE = marshal.dumps(thaw_reference_module.__spec__.loader.get_code("thaw_reference_module"))
SOURCE = thaw_reference_module.__file__
FOLDER = SOURCE.rpartition("/")[0]


def load(number):
    """What the import system does for a module: look around, read, unmarshal, execute."""
    for ending in (".so", ".cpython.so", ""):
        try:
            posix.stat(SOURCE + ending)
        except OSError:
            pass
    descriptor = posix.open(SOURCE, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        posix.fstat(descriptor)
        text = posix.read(descriptor, 1 << 16)
    finally:
        posix.close(descriptor)
    scope = {"__name__": "reference_%d" % number, "__size__": len(text)}
    exec(marshal.loads(CODE), scope)
    return scope


LOADED = [load(number) for number in range(ROUNDS)]


def handler(event, context):
    return len(LOADED)
