"""Attempts to get out of a sandbox. Each is a function that returns what it got hold of, and fails or returns nothing
when it is refused. The test runs them as `attempts.py HOST_FACTS NAME…` and reads `NAME<TAB>refused|ESCAPED<TAB>how`."""

import ctypes
import json
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import threading

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
LIBC.ptrace.restype = ctypes.c_long
HOST = json.loads(sys.argv[1])
# x86-64 numbers; the calls from 424 on have the same everywhere.
X86 = os.uname().machine == "x86_64"


def call(number, *arguments):
    """A raw system call that fails by errno; what it answers otherwise is an escape."""
    result = LIBC.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return f"system call {number} answered {result}"


def any_of(*attempts):
    """All must be refused; the first that is not is the answer."""
    for attempt in attempts:
        try:
            got = attempt()
        except (OSError, subprocess.SubprocessError):
            continue
        if got:
            return got
    return None


# Files and mounts

def host_files():
    return any_of(*(lambda path=path: f"{path}: {os.stat(path)}" for path in (
        HOST["secret"], "/.host" + HOST["secret"], "/proc/1/root" + HOST["secret"], "/etc/shadow", "/var/lib/dpkg", "/sys/kernel",
        "/run/systemd", "/dev/sda", "/dev/kmsg", "/dev/kvm", "/dev/fuse", "/dev/userfaultfd", "/dev/mem", "/dev/tty")))


def host_tree():
    return os.listdir("/.host") or None


def dots():
    os.chdir("/")
    for _ in range(20):
        os.chdir("..")
    return os.path.exists(HOST["secret"].lstrip("/")) or None


def open_handle():
    handle = struct.pack("Ii", 8, 1) + struct.pack("II", 2, 0)
    return any_of(lambda: call(303, -100, b"/usr", handle, handle, 0), lambda: call(304, os.open("/usr", os.O_RDONLY), handle, 0))


def tenants_files():
    return any_of(*(lambda pid=pid: os.listdir(f"/proc/{pid}/root/tmp") if str(pid) not in os.listdir("/proc") else None
                    for pid in range(1, 400) if pid != os.getpid()))


def write_system():
    paths = ("/usr/x", "/var/task/x", "/opt/x", "/etc/x", "/dev/x", "/run/x", "/x", "/etc/passwd", "/var/tmp/x", "/home/x", "/lib/x")
    return any_of(*(lambda path=path: open(path, "a").name for path in paths))


def mounts():
    return any_of(
        lambda: call(165, b"none", b"/tmp", b"tmpfs", 0, None), lambda: call(165, b"/", b"/tmp", None, 4096, None),
        lambda: call(165, b"proc", b"/tmp", b"proc", 0, None), lambda: call(165, b"c", b"/tmp", b"cgroup", 0, b"memory"),
        lambda: call(165, None, b"/usr", None, 4096 | 32, None), lambda: call(166, b"/tmp", 2), lambda: call(166, b"/proc", 2),
        lambda: call(155, b"/tmp", b"/tmp"), lambda: call(161, b"/tmp"), lambda: call(428, -100, b"/", 1), lambda: call(429, 0, b"", 0, b"", 0),
        lambda: call(430, b"tmpfs", 0), lambda: call(442, -100, b"/", 0, b"\0" * 32, 32))


def namespaces():
    flags = (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x80)
    return any_of(*(lambda flag=flag: call(272, flag) for flag in flags),
                  *(lambda flag=flag: call(56, flag | 17, 0, 0, 0, 0) for flag in flags[:-1]),
                  lambda: call(435, struct.pack("11Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0), 88),
                  lambda: call(308, os.open("/proc/self/ns/net", os.O_RDONLY), 0))


def devices():
    return any_of(lambda: os.mknod("/tmp/disk", 0o060600, os.makedev(8, 0)) or open("/tmp/disk"),
                  lambda: os.mknod("/tmp/mem", 0o020600, os.makedev(1, 1)) or open("/tmp/mem"))


def set_user_programs():
    open("/tmp/root", "wb").write(open("/bin/true", "rb").read())
    return any_of(lambda: os.chown("/tmp/root", 0, 0) or "chown", lambda: os.setuid(0) or "setuid",
                  lambda: subprocess.run(["/usr/bin/su", "-c", "true"], check=True, capture_output=True, stdin=subprocess.DEVNULL))


# Other processes

def ptrace_others():
    return any_of(*(lambda pid=pid: f"attached to {pid}" if LIBC.ptrace(16, pid, 0, 0) == 0 else None for pid in (1, HOST["pid"], HOST["neighbour"])))


def ptrace_calls():
    vector = struct.pack("QQ", ctypes.addressof(ctypes.create_string_buffer(8)), 8)
    return any_of(lambda: call(101, 0, 0, 0, 0), lambda: call(310, 1, vector, 1, vector, 1, 0), lambda: call(311, 1, vector, 1, vector, 1, 0),
                  lambda: call(438, os.pidfd_open(1), 0, 0), lambda: call(312, 1, 1, 0, 0, 0))


def first_process():
    return any_of(*(lambda name=name: open(f"/proc/1/{name}", "rb").read(16) for name in ("environ", "mem", "maps", "cmdline", "status")),
                  lambda: os.listdir("/proc/1/fd"), lambda: os.listdir("/proc/1/root"))


def signals():
    # Whose user pid 1 is, may send it that; the kernel keeps it from the first process, or this one would be gone with it.
    return any_of(lambda: os.kill(1, 9), *(lambda pid=pid: os.kill(pid, 9) or f"killed {pid}" for pid in (HOST["pid"], HOST["neighbour"])),
                  *(lambda pid=pid: os.killpg(pid, 9) or f"killed group {pid}" for pid in (1, HOST["pid"], HOST["neighbour"])))


def signal_all():
    """Reaches only what runs in this sandbox; the test looks whether its neighbour of the same uid lives."""
    if os.fork() == 0:
        os.setsid()
        try:
            os.kill(-1, signal.SIGURG)
        finally:
            os._exit(0)
    os.wait()


def see_processes():
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in pids if pid != os.getpid()] or None


def priorities():
    return any_of(lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or "priority",
                  lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) or "real time",
                  lambda: open("/proc/self/oom_score_adj", "wb", buffering=0).write(b"-1"))


# The network and sockets

def raw_sockets():
    kinds = ((socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_INET6, socket.SOCK_RAW, 58), (socket.AF_PACKET, socket.SOCK_RAW, 0),
             (40, socket.SOCK_STREAM, 0), (38, socket.SOCK_SEQPACKET, 0), (16, socket.SOCK_RAW, 9 + 1000), (31, socket.SOCK_RAW, 1), (44, socket.SOCK_RAW, 0))
    return any_of(*(lambda kind=kind: str(socket.socket(*kind)) for kind in kinds))


def host_network():
    def connect(address):
        with socket.create_connection(address, 5):
            return f"connected to {address}"
    return any_of(*(lambda a=a: connect((a, HOST["port"])) for a in ("127.0.0.1", "::1", *HOST["addresses"])),
                  lambda: [name for _, name in socket.if_nameindex() if name != "lo" and os.path.exists(f"/sys/class/net/{name}")],
                  lambda: connect(("169.254.169.254", 80)))


def host_sockets():
    def connect(path):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            return f"connected to {path!r}"
    return any_of(lambda: connect("\0" + HOST["abstract"]), lambda: connect(HOST["socket"]), lambda: connect("/run/docker.sock"),
                  lambda: connect("/run/dbus/system_bus_socket"))


def shared_memory():
    found = [len(open("/proc/sysvipc/" + kind).readlines()) - 1 for kind in ("shm", "sem", "msg")]
    return any(found) or any_of(lambda: call(30, HOST["segment"], 0, 0))


# The kernel

def proc_files():
    """Nothing outside the processes' own folders may be written, whoever looks closely."""
    for folder, folders, files in os.walk("/proc"):
        if folder == "/proc":
            folders[:] = [name for name in folders if not name.isdigit() and name not in ("self", "thread-self")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY))
            except OSError:
                continue
            if os.path.realpath(path) == path and not os.path.samefile(path, "/dev/null"):
                return path
    return None


def proc_secrets():
    return any_of(*(lambda name=name: open("/proc/" + name, "rb").read(64) for name in (
        "keys", "key-users", "kallsyms", "kcore", "timer_list", "kmsg", "sysrq-trigger", "kpagemap", "vmallocinfo", "slabinfo")))


def keyrings():
    return any_of(lambda: call(248, b"user", b"x", b"y", 1, -3), lambda: call(250, 0, -3, 0), lambda: call(249, b"user", b"x", None, -3),
                  lambda: call(250, 1, None))


def control_groups():
    return any_of(lambda: os.listdir("/sys/fs/cgroup"), lambda: os.listdir("/sys"),
                  lambda: [line for line in open("/proc/self/cgroup") if HOST["groups"] in line])


def kernel_interfaces():
    """userfaultfd, io_uring, bpf, perf, modules, kexec, reboot, clocks, swap, accounting, quotas, ports, logs, fanotify."""
    attributes = ctypes.create_string_buffer(bytes(136), 136)
    return any_of(
        lambda: call(323, 0), lambda: call(323, 1), lambda: call(425, 8, attributes), lambda: call(426, 0, 1, 0, 0, None),
        lambda: call(427, 0, 0, None, 0), lambda: call(321, 0, attributes, 72), lambda: call(321, 5, attributes, 72),
        lambda: call(298, attributes, 0, -1, -1, 0), lambda: call(175, b"", 0, b""), lambda: call(313, 0, b"", 0), lambda: call(176, b"x", 0),
        lambda: call(246, 0, 0, None, 0), lambda: call(320, 0, 0, 0, None, 0), lambda: call(169, 0xFEE1DEAD, 672274793, 0, None),
        lambda: call(164, struct.pack("qq", 1, 1), None), lambda: call(227, 0, struct.pack("qq", 1, 1)), lambda: call(159, bytes(208)),
        lambda: call(167, b"/tmp/x", 0), lambda: call(168, b"/tmp/x"), lambda: call(163, b"/tmp/x"), lambda: call(179, 0, None, 0, None),
        lambda: call(172, 3), lambda: call(173, 0, 1, 1), lambda: call(103, 3, None, 0), lambda: call(300, 0, 0), lambda: call(153),
        lambda: call(170, b"x", 1), lambda: call(171, b"x", 1), lambda: call(135, 0x0040000), lambda: call(447, 0), lambda: call(256, 0, 0, None, None),
        lambda: call(216, 0, 0, 0, 0, 0), lambda: call(212, 0, None, 0))


def other_call_numbers():
    """The 32-bit and x32 entries of the kernel would pass a filter that knows 64-bit numbers only."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid of i386); int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return any_of(lambda: survived(lambda: ctypes.CFUNCTYPE(ctypes.c_int)(address)()), lambda: survived(lambda: LIBC.syscall(0x40000000 + 39)))


def survived(action):
    child = os.fork()
    if child == 0:
        os._exit(0 if action() > 0 else 1)
    return os.WIFEXITED(status := os.waitpid(child, 0)[1]) and os.WEXITSTATUS(status) == 0


def regain_capabilities():
    header, data = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", 1 << 21, 1 << 21, 0, 0, 0, 0)
    return any_of(lambda: call(126, header, data), lambda: call(157, 47, 2, 21, 0, 0), lambda: call(157, 8, 1, 0, 0, 0) and os.setuid(0),
                  lambda: os.setgroups([0]) or "groups", lambda: os.setgid(0) or "gid")


def filter_in_threads():
    """A thread is under the same filter as the process that started it."""
    got = []
    thread = threading.Thread(target=lambda: got.append(any_of(lambda: call(323, 0), lambda: call(272, 0x10000000))))
    thread.start()
    thread.join()
    return got[0]


def host_name():
    return any_of(lambda: socket.sethostname("other") or "host name")


def attempt(name):
    try:
        got = globals()[name]()
    except OSError as refused:
        return f"refused\t{refused}"
    return f"ESCAPED\t{got}" if got else "refused\t"


for each in sys.argv[2:]:
    print(each, attempt(each), sep="\t", flush=True)
