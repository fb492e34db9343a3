"""Generators of C libraries that have a state of their own in a template, and would go on from there in each fork."""
import ctypes
import posix
import sys

STATE = 128  # bytes of the C library's random(), its type among them, if nobody gave it another one
HEAD = 4  # of these: the type, and which number comes next
USUAL = 3  # the type of that size
TYPES = 5


class InC:
    """A generator that is renewed by a function: Python has no object of it."""

    def __init__(self, renew):
        self.renew = renew


def found():
    library = ctypes.CDLL(None)
    if is_random_used(library):
        yield InC(lambda: library.srandom(drawn(4)))
    if is_drand48_used(library):
        yield InC(lambda: library.srand48(drawn(8)))
    if "_sqlite3" in sys.modules:
        # It notices a new process when a database is opened, and draws from the old state for those that are open.
        forget = ctypes.CDLL(sys.modules["_sqlite3"].__file__).sqlite3_randomness
        yield InC(lambda: forget(0, None))


def drawn(length):
    return int.from_bytes(posix.urandom(length), "little", signed=True)


def is_random_used(library):
    """Whether somebody has seeded random() and rand(), or drawn from them. All processes begin with the same numbers."""
    library.initstate.restype = library.setstate.restype = ctypes.c_void_p
    library.initstate.argtypes, library.setstate.argtypes = [ctypes.c_uint, ctypes.c_void_p, ctypes.c_size_t], [ctypes.c_void_p]
    library.srandom.argtypes = [ctypes.c_uint]
    fresh = ctypes.create_string_buffer(STATE)
    own = library.initstate(1, fresh, STATE)
    at_begin = fresh.raw
    library.setstate(own)
    if int.from_bytes(ctypes.string_at(own, HEAD), sys.byteorder) % TYPES != USUAL:
        return True
    return ctypes.string_at(own, STATE)[HEAD:] != at_begin[HEAD:]


def is_drand48_used(library):
    library.seed48.restype = ctypes.POINTER(ctypes.c_ushort * 3)
    library.srand48.argtypes = [ctypes.c_long]
    own = (ctypes.c_ushort * 3)(*library.seed48((ctypes.c_ushort * 3)()).contents)
    library.seed48(own)
    return any(own)
