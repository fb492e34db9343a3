"""The root that all sandboxes have in common, and what each adds to it.

The launcher makes the common part once, in a mount namespace of its own, and moves into it. There the host's tree is at
HOST; a sandbox takes a copy of the namespace, adds its mounts from there and detaches it.
"""

import os
import stat

import thaw_kernel as kernel

HOST = "/.host"
FOLDERS = ("usr", "etc", "dev", "proc", "tmp", "var/task", "var/libraries", "var/tmp", "opt", "run", "root", "home")
DEVICES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
DEVICE_LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1",
                "stderr": "/proc/self/fd/2", "shm": "/tmp"}
# Found by the loader, by name look-ups, by time zones and by libraries from Debian. None holds a secret.
COPIED = ("ld.so.cache", "localtime", "nsswitch.conf", "protocols", "services", "mime.types", "os-release", "matplotlibrc")
SHOWN = ("alternatives", "ssl/certs", "fonts", "python3")
WRITTEN = {
    "passwd": "root:x:0:0:root:/root:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    "group": "root:x:0:\nnogroup:x:65534:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "hostname": "sandbox\n",
    # Where nothing answers unless the sandbox has a way out.
    "resolv.conf": "nameserver 127.0.0.1\n",
}
# Readable by anyone, and about the machine or other tenants.
MASKED = ("keys", "key-users", "kallsyms", "kcore", "timer_list", "sched_debug", "latency_stats")
# Some files in there are closed to write(2) only, not to open(2).
FROZEN = ("sys", "bus", "fs", "irq", "pressure")
SMALLEST_PAGE = 4096


def make_common(scratch, folders, files, is_root, enter_users=None):
    """`scratch`: an empty folder of ours to mount it at. `folders`: more of the host's to show, by where they are seen.
    `files`: small ones that are copied.

    `enter_users` goes on in a user namespace in which root has no id: files are made before that.
    """
    kernel.unshare(kernel.NEW_MOUNT)
    kernel.mount(None, "/", None, kernel.RECURSIVE | kernel.PRIVATE)
    kernel.mount("thaw", scratch, "tmpfs", kernel.NO_SETUID, "mode=755,size=4m")
    for name in (*FOLDERS, HOST.lstrip("/")):
        os.makedirs(os.path.join(scratch, name))
    show_programs(scratch)
    fill_etc(os.path.join(scratch, "etc"))
    fill_dev(os.path.join(scratch, "dev"), is_root)
    for place, folder in folders.items():
        os.makedirs(scratch + place, exist_ok=True)
        kernel.bind_read_only(folder, scratch + place)
    for place, file in files.items():
        with open(file, "rb") as source:
            write(scratch + place, source.read())
    if enter_users:
        enter_users()
        kernel.unshare(kernel.NEW_MOUNT)
        # What came along with the namespace is locked in its place; a further mount of it is not.
        kernel.mount(scratch, scratch, None, kernel.BIND | kernel.RECURSIVE)
    kernel.pivot_root(scratch, scratch + HOST)
    os.chdir("/")
    kernel.mount(None, "/", None, kernel.BIND | kernel.REMOUNT | kernel.READ_ONLY | kernel.NO_SETUID)


def show_programs(root):
    kernel.bind_read_only("/usr", os.path.join(root, "usr"))
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        place = os.path.join(root, name)
        if os.path.islink("/" + name):
            os.symlink(os.readlink("/" + name), place)
        elif os.path.isdir("/" + name):
            os.mkdir(place)
            kernel.bind_read_only("/" + name, place)


def fill_etc(etc):
    for name, text in WRITTEN.items():
        write(os.path.join(etc, name), text.encode())
    for name in COPIED:
        if os.path.isfile("/etc/" + name):
            with open("/etc/" + name, "rb") as file:
                write(os.path.join(etc, name), file.read())
    for name in SHOWN:
        if os.path.isdir("/etc/" + name):
            os.makedirs(os.path.join(etc, name))
            kernel.bind_read_only("/etc/" + name, os.path.join(etc, name), kernel.NO_PROGRAMS)


def fill_dev(dev, is_root):
    for name, minor in DEVICES.items():
        place = os.path.join(dev, name)
        if is_root:
            os.mknod(place, stat.S_IFCHR, os.makedev(1, minor))
            os.chmod(place, 0o666)
        else:
            # Only root makes devices; the host's own are the same.
            write(place, b"")
            kernel.mount("/dev/" + name, place, None, kernel.BIND)
    for name, target in DEVICE_LINKS.items():
        os.symlink(target, os.path.join(dev, name))


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, 0o644)


def add_own(request, owner=None):
    """What a sandbox shows of the host, and its /tmp, in its own mount namespace."""
    plain = kernel.NO_SETUID | kernel.NO_DEVICES
    kernel.bind_read_only(HOST + request["code"], "/var/task")
    if request.get("layers"):
        kernel.bind_read_only(HOST + request["layers"], "/opt")
    if request.get("libraries"):
        kernel.bind_read_only(HOST + request["libraries"], "/var/libraries")
    size = request["temporaryBytes"]
    # Empty files take no pages, so their number is limited as well.
    options = f"mode=1777,size={size},nr_inodes={max(64, size // SMALLEST_PAGE)}"
    if owner is not None:
        options += f",uid={owner},gid={owner}"
    kernel.mount("tmp", "/tmp", "tmpfs", plain, options)


def add_proc():
    """The processes of a sandbox's own pid namespace, in its own mount namespace."""
    plain = kernel.NO_SETUID | kernel.NO_DEVICES
    kernel.mount("proc", "/proc", "proc", plain | kernel.NO_PROGRAMS, "hidepid=2")
    for name in MASKED:
        if os.path.exists("/proc/" + name):
            kernel.mount("/dev/null", "/proc/" + name, None, kernel.BIND)
    for name in FROZEN:
        if os.path.isdir("/proc/" + name):
            kernel.bind_read_only("/proc/" + name, "/proc/" + name, kernel.NO_PROGRAMS)
