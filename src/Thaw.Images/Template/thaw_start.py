"""What a process that was forked from a template does until it is an instance.

It is forked in advance, where the host keeps some ready: all that is the same for every function comes first, then it waits for
the host's word. That brings its user, its environment and the mounts of its sandbox, which it has not seen until then.
"""
import _signal
import _socket
import os
import posix
import sys
import time

import thaw_enter
import thaw_renew

NAMESPACES = 4  # descriptors of a request, before those of groups
STREAMS = 2
ROOM = _socket.CMSG_SPACE(4)  # for one descriptor
OURS = ("thaw_enter", "thaw_renew", "thaw_renew_c", "thaw_start", "thaw_watch")


class Start:
    """What a new process has to know of its template."""

    def __init__(self, runtime, path, drawing, kept):
        self.runtime, self.path, self.drawing, self.kept = runtime, path, drawing, kept
        self.zone = os.environ.get("TZ")

    def become(self, descriptors):
        """Enters the sandbox and forgets the template; what fails ends the process, and is told."""
        channel = descriptors[-1]
        try:
            enter_for_now(descriptors, self.kept)
            channel = self.runtime.CHANNEL
            self.get_ready()
            request, mounts = self.hear()
            thaw_enter.enter(mounts, thaw_enter.NEW_MOUNT)
            posix.close(mounts)
            posix.chdir(request["folder"])
            thaw_enter.give_up_everything(request["user"])
            self.take_on(request["environment"])
        except BaseException as error:  # noqa: BLE001 - whatever it is: this process must not go on as a copy of the template
            try:
                reason = ("%s: %s" % (type(error).__name__, error)).encode()[:4000]
                os.write(channel, b"X" + len(reason).to_bytes(4, "little") + reason)
            finally:
                os._exit(127)

    def get_ready(self):
        """Nothing in here knows for whom it is."""
        # Without the module signal, whose functions make an enumeration's member of each number.
        _signal.set_wakeup_fd(-1)
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        thaw_enter.give_up_what_is_not_needed()
        self.forget()
        self.rehearse()

    def forget(self):
        """From here on nothing tells it from a process that was started for a function."""
        for name in list(os.environ._data):
            posix.unsetenv(name)
        os.environ._data.clear()
        self.runtime.ENVIRONMENT.clear()
        sys.path[:] = self.path
        sys.argv[:] = [self.path[0] + "/bootstrap.py"]
        thaw_renew.renew(self.drawing)
        if "logging" in sys.modules:
            import thaw_logging

            thaw_logging.install(sys.modules["logging"], self.runtime.STATE)
        self.runtime.prepare_process()

    def rehearse(self):
        """Pages that a process writes to for the first time after a fork are copied: those that every start needs are, now."""
        self.runtime.encode(self.runtime.parse(b'{"event": [1, 0.5, null]}'))
        there = "thaw_logging" in sys.modules
        import thaw_logging  # noqa: F401 - any small module does

        if not there:
            del sys.modules["thaw_logging"]
        for name in OURS:
            sys.modules.pop(name, None)

    def hear(self):
        """What this process is to become, and its mounts. Ends it when the host wants it no more."""
        channel = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, self.runtime.CHANNEL)
        length, ancillary, _, _ = channel.recvmsg(4, ROOM)
        channel.detach()
        request = self.runtime.read(int.from_bytes(length, "little")) if length else None
        if not request:
            os._exit(0)
        return self.runtime.parse(request), int.from_bytes(ancillary[0][2], sys.byteorder)

    def take_on(self, environment):
        known, own = os.environ._data, self.runtime.ENVIRONMENT
        for name, value in environment.items():
            own[name] = value
            name, value = name.encode("utf-8", "surrogateescape"), value.encode("utf-8", "surrogateescape")
            posix.putenv(name, value)
            known[name] = value
        if environment.get("TZ") != self.zone:
            time.tzset()


def enter_for_now(descriptors, kept):
    """All of the sandbox but its mounts. `kept`: descriptors of libraries that stay."""
    thaw_enter.join(descriptors[NAMESPACES:-STREAMS])
    for descriptor, kind in zip(descriptors, thaw_enter.KINDS):
        thaw_enter.enter(descriptor, kind)
    posix.setsid()
    output, channel = descriptors[-STREAMS:]
    thaw_enter.place([0, output, output, channel], kept)
