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

CONTROL = 3
LONGEST = 128 * 1024
MOST_DESCRIPTORS = 16
RUNTIME = "/var/runtime"
LIBRARIES = "/var/libraries"


def main():
    host = socket.socket(fileno=CONTROL)
    request = json.loads(host.recv(LONGEST))
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    path = [request["runtime"], *sys.path[1:]]
    sys.path[0:1] = [LIBRARIES, request["runtime"]]
    report = initialise(request["modules"])
    import thaw_runtime

    drawing = thaw_renew.generators()
    wakeup = wake_on_children()
    # What is garbage now would be found, and copied, by every fork.
    gc.collect()
    gc.freeze()
    say(host, report)
    start = serve(host, wakeup, own_pids, Start(thaw_runtime, path, drawing))
    if start is not None:
        thaw_runtime.main()


def initialise(modules):
    """What became of each: how long it took (ms), and the threads that it left running, which no fork can have."""
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
        initialised.append({"module": name, "ms": (time.monotonic_ns() - begin) / 1e6, "error": error and error[:500], "threads": threads - before})
    stop()
    return {"ready": True, "modules": initialised, "loaded": len(sys.modules)}


def threads_now():
    return len(os.listdir("/proc/self/task"))


def wake_on_children():
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return read


def serve(host, wakeup, own_pids, start):
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
            return None
        if fork(host, own_pids, descriptors[0]) == 0:
            host.detach()
            start.become(json.loads(message), descriptors[1:])
            return start
        for each in descriptors:
            os.close(each)


def fork(host, own_pids, pids):
    """Returns 0 in the new process, as fork(2) does."""
    try:
        thaw_enter.enter(pids, thaw_enter.NEW_PID)
        pid = os.fork()
        if pid:
            thaw_enter.enter(own_pids, thaw_enter.NEW_PID)
            say(host, {"started": pid})
        return pid
    except OSError as error:
        say(host, {"error": error.strerror or str(error)})
        return -1


class Start:
    """What a new process has to know of its template."""

    def __init__(self, runtime, path, drawing):
        self.runtime, self.path, self.drawing = runtime, path, drawing

    def become(self, request, descriptors):
        """Enters the sandbox and forgets the template; what fails ends the process, and is told."""
        try:
            namespaces, groups, streams = descriptors[:5], descriptors[5:-3], descriptors[-3:]
            thaw_enter.join(groups)
            for descriptor, kind in zip(namespaces, thaw_enter.KINDS):
                thaw_enter.enter(descriptor, kind)
            os.chdir(request["folder"])
            os.setsid()
            nothing, output, channel = streams
            thaw_enter.place([nothing, output, output, channel])
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            thaw_enter.give_up_everything(request["user"])
            self.forget(request["environment"])
        except BaseException as error:  # noqa: BLE001 - whatever it is: this process must not go on as a copy of the template
            try:
                self.runtime.answer(b"X", ("%s: %s" % (type(error).__name__, error)).encode()[:4000])
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
        sys.argv[:] = [""]
        thaw_renew.renew(self.drawing)
        if "logging" in sys.modules:
            import thaw_logging

            thaw_logging.install(sys.modules["logging"], self.runtime.STATE)


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


def say(host, message):
    try:
        host.send(json.dumps(message).encode())
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)


if __name__ == "__main__":
    main()
