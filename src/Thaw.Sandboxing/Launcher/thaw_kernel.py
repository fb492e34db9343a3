"""The system calls that Python's own modules lack, through the C library."""

import ctypes
import errno
import os
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]
LIBC.syscall.restype = ctypes.c_long
LIBC.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4

NEW_MOUNT, NEW_CGROUP, NEW_UTS = 0x00020000, 0x02000000, 0x04000000
NEW_IPC, NEW_USER, NEW_PID, NEW_NET = 0x08000000, 0x10000000, 0x20000000, 0x40000000

READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
NO_ACCESS_TIMES, NO_FOLDER_TIMES, RELATIVE_TIMES = 0x400, 0x800, 0x200000
DETACH = 2

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
KEYCTL = {"x86_64": 250, "aarch64": 219}
SIGNAL_ACTION = {"x86_64": 13, "aarch64": 134}
MACHINE = os.uname().machine

ADOPT_ORPHANS = 36
SET_DUMPABLE, BOUNDING_SET_DROP, SET_SECCOMP, NO_NEW_PRIVILEGES = 4, 24, 22, 38
FILTER_MODE = 2
CAPABILITY_VERSION = 0x20080522
CAN_KILL, CAN_SET_GROUP, CAN_SET_USER, CAN_DROP_BOUNDS, CAN_CHANGE_ROOT, CAN_ADMINISTER = 5, 6, 7, 8, 18, 21
AMBIENT, AMBIENT_RAISE = 47, 2
PARENT_DEATH_SIGNAL = 1


def checked(result, attempt):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{attempt}: {os.strerror(number)}")


def write(path, data):
    """To a file of the kernel's. open() would import a codec for this, in each new process again."""
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(file, data)
    finally:
        os.close(file)


def unshare(flags):
    checked(LIBC.unshare(flags), f"cannot make namespaces {flags:#x}")


def enter(descriptor, flags):
    checked(LIBC.setns(descriptor, flags), f"cannot enter namespaces {flags:#x}")


def mount(source, target, kind, flags=0, options=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    checked(LIBC.mount(*encoded[:3], flags, encoded[3]), f"cannot mount {source or kind} at {target}")


def bind_read_only(source, target, more=0):
    """What is mounted below `source` does not come along unless this user may not hide it; then it is read-only as well."""
    try:
        mount(source, target, None, BIND)
    except OSError as error:
        # In a user namespace the kernel does not let what lies below a mount be uncovered.
        if error.errno != errno.EINVAL:
            raise
        mount(source, target, None, BIND | RECURSIVE)
        for inner in mounts_below(target):
            mount(None, inner, None, BIND | REMOUNT | READ_ONLY | NO_SETUID | NO_DEVICES | more | kept_flags(inner))
    mount(None, target, None, BIND | REMOUNT | READ_ONLY | NO_SETUID | NO_DEVICES | more | kept_flags(target))


def kept_flags(path):
    """A user namespace may add restrictions to a mount and take none away."""
    flags = os.statvfs(path).f_flag
    kept = NO_PROGRAMS if flags & os.ST_NOEXEC else 0
    for own, seen in ((NO_ACCESS_TIMES, os.ST_NOATIME), (NO_FOLDER_TIMES, os.ST_NODIRATIME), (RELATIVE_TIMES, os.ST_RELATIME)):
        kept |= own if flags & seen else 0
    return kept


def mounts_below(folder):
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        places = [line.split(" ")[4].encode().decode("unicode_escape") for line in file]
    return [place for place in places if place.startswith(folder.rstrip("/") + "/")]


def enter_user_namespace(inside):
    """This user becomes `inside`, and nobody else is there. It has all capabilities over what it makes from now on."""
    user, group = os.geteuid(), os.getegid()
    unshare(NEW_USER)
    for name, text in (("setgroups", "deny"), ("gid_map", f"{inside} {group} 1"), ("uid_map", f"{inside} {user} 1")):
        with open("/proc/self/" + name, "w", encoding="ascii") as file:
            file.write(text)


def detach(target):
    checked(LIBC.umount2(os.fsencode(target), DETACH), f"cannot unmount {target}")


def pivot_root(new, old):
    checked(LIBC.syscall(PIVOT_ROOT[MACHINE], os.fsencode(new), os.fsencode(old)), f"cannot make {new} the root")


def join_new_session_keyring():
    # Where the kernel has no keyrings there is nothing to share.
    LIBC.syscall(KEYCTL[MACHINE], 1, None)


def reset_signal(number):
    """For the signals that the C library keeps to itself: its posix_spawn leaves them ignored in what it starts."""
    checked(LIBC.syscall(SIGNAL_ACTION[MACHINE], number, bytes(32), None, 8), f"cannot reset signal {number}")


def process_control(option, *arguments):
    padded = [*arguments, *[0] * (4 - len(arguments))]
    checked(LIBC.prctl(option, *padded), f"prctl {option} {arguments} failed")


def drop_bounding_set(kept=()):
    file = os.open("/proc/sys/kernel/cap_last_cap", os.O_RDONLY | os.O_CLOEXEC)
    last = int(os.read(file, 16))
    os.close(file)
    for capability in range(last + 1):
        if capability not in kept:
            process_control(BOUNDING_SET_DROP, capability)


def keep_capabilities(*kept, after_exec=False):
    """All three sets; what is not kept cannot come back without exec of a privileged file, which nothing here has."""
    mask = sum(1 << number for number in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    inherited = (low, high) if after_exec else (0, 0)
    data = struct.pack("6I", low, low, inherited[0], high, high, inherited[1])
    checked(LIBC.capset(struct.pack("Ii", CAPABILITY_VERSION, 0), data), "cannot drop capabilities")
    for number in kept if after_exec else ():
        process_control(AMBIENT, AMBIENT_RAISE, number)


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def load_filter(instructions):
    """Every system call from now on passes the filter; needs no_new_privs."""
    program = FilterProgram(len(instructions) // 8, instructions)
    process_control(SET_SECCOMP, FILTER_MODE, ctypes.addressof(program))
