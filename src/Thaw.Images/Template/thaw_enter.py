"""How a process that was forked from a template enters the sandbox of its instance, and gives up everything on the way.

Only what is prepared before the fork is used after it: each of these steps is on the path of a cold start.
"""
import ctypes
import posix
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
LIBC.syscall.restype = ctypes.c_long

NEW_MOUNT, NEW_CGROUP, NEW_UTS, NEW_IPC, NEW_PID, NEW_NET = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
# In the order of the descriptors; the mount namespace last, because its root is another one.
KINDS = (NEW_NET, NEW_IPC, NEW_UTS, NEW_CGROUP, NEW_MOUNT)
SET_DUMPABLE, BOUNDING_SET_DROP, SET_SECCOMP = 4, 24, 22
FILTER_MODE = 2
# What a template holds in its user namespace, and needs for this: to change groups and users, to enter, and to give that up.
HELD = (6, 7, 8, 18, 21)  # CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_SYS_CHROOT, CAP_SYS_ADMIN
CAPABILITY_VERSION = 0x20080522
NUMBERS = {"x86_64": (126, 308), "aarch64": (91, 268)}  # capset, setns
CAPSET, SETNS = NUMBERS[posix.uname().machine]
NO_CAPABILITIES = (struct.pack("Ii", CAPABILITY_VERSION, 0), bytes(24))

ABOVE = 128


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def no_more_entering():
    """A filter that refuses what only templates may; everything else is left to the one that the template has had from its start."""
    instructions = b"".join(struct.pack("HBBI", *each) for each in (
        (0x20, 0, 0, 0),            # load the system call's number
        (0x15, 1, 0, SETNS),        # this one: skip one instruction
        (0x15, 0, 1, CAPSET),       # another one: skip one instruction
        (0x06, 0, 0, 0x00050001),   # return EPERM
        (0x06, 0, 0, 0x7FFF0000)))  # allow
    return FilterProgram(5, instructions)


FILTER = no_more_entering()


def checked(result, attempt):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, "%s: %s" % (attempt, posix.strerror(number)))


def enter(descriptor, kind):
    checked(LIBC.setns(descriptor, kind), "cannot enter namespace %#x" % kind)


def control(option, *arguments):
    checked(LIBC.prctl(option, *arguments, *[0] * (4 - len(arguments))), "prctl %d failed" % option)


def join(groups):
    for group in groups:
        posix.write(group, b"0")


def place(descriptors, kept=()):
    """Makes them 0, 1, 2, 3 and closes all others but those that libraries keep; `kept`: ascending numbers above these."""
    moved = [posix.dup(each) for each in descriptors]  # from the lowest free number on, which is above these
    for number, each in enumerate(moved):
        posix.dup2(each, number)
    first = len(moved)
    for each in (*kept, 4096):
        posix.closerange(first, each)
        first = each + 1


def give_up_everything(user):
    for capability in HELD:
        control(BOUNDING_SET_DROP, capability)
    posix.setgroups([])
    posix.setresgid(user, user, user)
    posix.setresuid(user, user, user)
    checked(LIBC.syscall(CAPSET, *NO_CAPABILITIES), "cannot drop capabilities")
    # As exec would have done: otherwise /proc/self is closed to the process itself.
    control(SET_DUMPABLE, 1)
    control(SET_SECCOMP, FILTER_MODE, ctypes.addressof(FILTER))
