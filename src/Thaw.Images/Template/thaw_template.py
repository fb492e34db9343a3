"""A template: holds a dependency image, a set of initialised libraries, and forks instances from it.

The host is at the other end of descriptor 3, a SOCK_SEQPACKET socket. Its first message says what to initialise. Each later
one asks for an instance and brings its namespaces, the control groups to join, and the descriptors of the new process.
"""
import gc
import json
import os
import select
import signal
import socket
import sys
import time

import thaw_enter
import thaw_renew
import thaw_watch

CONTROL = 3
LONGEST = 128 * 1024
MOST_DESCRIPTORS = 16
LIBRARIES = "/var/libraries"
NAMESPACES = 5  # descriptors of a request, before those of groups; the pid namespace's comes before them
STREAMS = 3
MODULES_IN_A_MESSAGE = 400
LONGEST_END = 10  # s, for threads that hooks have ended


def main():
    host = socket.socket(fileno=CONTROL)
    request = json.loads(host.recv(LONGEST))
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    plain = [request["runtime"], *sys.path[1:]]
    # The folder of this script goes: nothing in it is a function's.
    sys.path[0:1] = [LIBRARIES, request["runtime"]]
    import thaw_runtime

    report, refusal = initialise(request["modules"], thaw_runtime)
    kept, shared = thaw_watch.left_open((0, 1, 2, CONTROL, own_pids))
    if refusal or shared:
        say(host, {"error": refusal or "its libraries keep %s open, which instances would share" % shared[0]})
        return
    start = Start(thaw_runtime, plain, thaw_renew.generators(), kept)
    wakeup = wake_on_children()
    loaded = thaw_watch.loaded(LIBRARIES)
    for place in range(0, len(loaded), MODULES_IN_A_MESSAGE):
        say(host, {"loaded": loaded[place:place + MODULES_IN_A_MESSAGE]})
    # What is garbage now would be found, and copied, by every fork.
    del loaded
    gc.collect()
    gc.freeze()
    say(host, {"ready": True, **report})
    if serve(host, wakeup, own_pids, start):
        thaw_runtime.main(is_restored=True)


def initialise(modules, runtime):
    """What became of each: how long it took (ms), and the threads that it left running, which no fork can have. Then why there can be no image."""
    asked = thaw_watch.watch_environment()
    stop = thaw_renew.watch()
    initialised, threads = [], threads_now()
    for name in modules:
        begin, before = time.monotonic_ns(), threads
        try:
            __import__(name)
            error = None
        except BaseException as failure:  # noqa: BLE001 - a library may do anything
            error = "%s: %s" % (type(failure).__name__, failure)
        threads = threads_now()
        took = (time.monotonic_ns() - begin) / 1e6
        initialised.append({"module": name, "ms": took, "error": error and error[:500], "threads": threads - before})
    refusal = prepare_for_forks(runtime)
    threads = threads_now()
    stop()
    # Most modules come with others: what is told of them is that they are there.
    told = [each for each in initialised if each["error"] or each["threads"] or each["ms"] >= 1]
    return {"modules": told, "variables": sorted(asked()), "threads": threads}, refusal


def prepare_for_forks(runtime):
    """Has libraries do what they registered for a snapshot; they may end threads then, too."""
    if "snapshot_restore_py" not in sys.modules:
        return None
    try:
        runtime.run_hooks("before_snapshot")
    except BaseException as failure:  # noqa: BLE001 - a library may do anything
        return ("a hook of its libraries failed: %s" % failure)[:500]
    # A thread that was joined is on its way out, but may still be there.
    late = time.monotonic() + LONGEST_END
    while threads_now() > 1 and time.monotonic() < late:
        time.sleep(0.01)
    return None


def threads_now():
    return len(os.listdir("/proc/self/task"))


def wake_on_children():
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return read


def serve(host, wakeup, own_pids, start):
    """Returns True in a new process, once it is in its sandbox, and False when the host is gone."""
    poll = select.poll()
    for descriptor in (host.fileno(), wakeup):
        poll.register(descriptor, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if wakeup in ready:
            os.read(wakeup, 4096)
            reap(host)
        if host.fileno() not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(host, LONGEST, MOST_DESCRIPTORS)
        if not message:
            return False
        if fork(host, own_pids, descriptors[0]) == 0:
            host.detach()
            start.become(json.loads(message), descriptors[1:])
            return True
        for each in descriptors:
            os.close(each)


def fork(host, own_pids, pids):
    """Returns 0 in the new process, as fork(2) does."""
    try:
        thaw_enter.enter(pids, thaw_enter.NEW_PID)
        pid = os.fork()
        if pid == 0:
            return 0
        thaw_enter.enter(own_pids, thaw_enter.NEW_PID)
        # Nothing was reaped since the fork, so the number still means this process.
        process = os.pidfd_open(pid)
        say(host, {"started": pid}, [process])
        os.close(process)
        return pid
    except OSError as error:
        say(host, {"error": error.strerror or str(error)})
        return -1


class Start:
    """What a new process has to know of its template."""

    def __init__(self, runtime, path, drawing, kept):
        self.runtime, self.path, self.drawing, self.kept = runtime, path, drawing, kept

    def become(self, request, descriptors):
        """Enters the sandbox and forgets the template; what fails ends the process, and is told."""
        channel = descriptors[-1]
        try:
            namespaces, groups, streams = descriptors[:NAMESPACES], descriptors[NAMESPACES:-STREAMS], descriptors[-STREAMS:]
            thaw_enter.join(groups)
            for descriptor, kind in zip(namespaces, thaw_enter.KINDS):
                thaw_enter.enter(descriptor, kind)
            os.chdir(request["folder"])
            os.setsid()
            nothing, output, _ = streams
            thaw_enter.place([nothing, output, output, channel], self.kept)
            channel = self.runtime.CHANNEL
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            thaw_enter.give_up_everything(request["user"])
            self.forget(request["environment"])
        except BaseException as error:  # noqa: BLE001 - whatever it is: this process must not go on as a copy of the template
            try:
                reason = ("%s: %s" % (type(error).__name__, error)).encode()[:4000]
                os.write(channel, b"X" + len(reason).to_bytes(4, "little") + reason)
            finally:
                os._exit(127)

    def forget(self, environment):
        """From here on nothing tells it from a process that was started for this function."""
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        scope = self.runtime.ENVIRONMENT
        scope.clear()
        scope.update(environment)
        sys.path[:] = self.path
        sys.argv[:] = [self.path[0] + "/bootstrap.py"]
        # Folders that were not there may be now: the mounts are others.
        sys.path_importer_cache.clear()
        for name in OURS:
            sys.modules.pop(name, None)
        thaw_renew.renew(self.drawing)
        if "logging" in sys.modules:
            import thaw_logging

            thaw_logging.install(sys.modules["logging"], self.runtime.STATE)


OURS = ("thaw_enter", "thaw_watch", "thaw_renew_c")


def reap(host):
    while True:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        say(host, {"exited": pid, "status": status, "userMs": usage.ru_utime * 1e3,
                   "systemMs": usage.ru_stime * 1e3, "peakRssBytes": usage.ru_maxrss * 1024})


def say(host, message, descriptors=()):
    try:
        socket.send_fds(host, [json.dumps(message).encode()], descriptors)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)


if __name__ == "__main__":
    main()
