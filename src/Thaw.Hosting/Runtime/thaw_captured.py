"""A process that is captured when its handler is imported, and goes on in many sandboxes: what it notes before, and what it does then.

Not on the path of a cold start until the host's first message, which comes when the process has been restored.
"""
import gc
import os
import socket
import sys
import time

import thaw_renew
import thaw_watch

OURS = ("thaw_captured", "thaw_renew", "thaw_renew_c", "thaw_watch")
LEVELS = 6  # of references from something that is open to the module that holds it
MOST_OBSTACLES = 20


class Captured:
    def __init__(self, runtime):
        self.runtime, self.drawing = runtime, []
        self.asked, self.stop = thaw_watch.watch_environment(), thaw_renew.watch()

    def settle(self):
        """After the import. What the host has to know: which variables were asked for, and what is open that cannot be captured."""
        self.stop()
        self.drawing = thaw_renew.generators()
        gc.collect()
        report = {"variables": sorted(self.asked()), "obstacles": obstacles()[:MOST_OBSTACLES]}
        gc.collect()
        return self.runtime.encode(report)

    def go_on(self):
        """Waits, as one process, for the message that each of many gets; then becomes the instance that it is for. Whether it has become it."""
        runtime = self.runtime
        lengths = runtime.read(8)
        if lengths is None:
            os._exit(0)
        head = runtime.parse(runtime.read(int.from_bytes(lengths[:4], "little")))
        runtime.read(int.from_bytes(lengths[4:], "little"))
        environment = head["environment"]
        os.environ.clear()
        os.environ.update(environment)
        runtime.ENVIRONMENT.clear()
        runtime.ENVIRONMENT.update(environment)
        time.tzset()
        thaw_renew.renew(self.drawing)
        for name in OURS:
            sys.modules.pop(name, None)
        try:
            runtime.run_hooks("after_restore")
        except Exception as error:  # noqa: BLE001 - whatever the function's hooks raise
            body = runtime.describe(error)
            runtime.flush()
            runtime.answer(b"F", body)
            return False
        runtime.flush()
        # Without times: the clock that counts them goes on from where it was captured.
        runtime.answer(b"I", b"")
        return True


def obstacles():
    """Connections: whoever is at the other end knows one process, and not many."""
    found = []
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        number = int(name)
        peer = peer_of(number) if number > 3 else None
        if peer is not None:
            found.append("a connection to %s, held by %s" % (peer, holder_of(number) or "a library in C"))
    return found


def peer_of(number):
    try:
        if not os.readlink("/proc/self/fd/%d" % number).startswith("socket:"):
            return None
        with socket.socket(fileno=os.dup(number)) as copy:
            if copy.family not in (socket.AF_INET, socket.AF_INET6):
                return None
            return "%s port %d" % copy.getpeername()[:2]
    except OSError:
        return None  # not connected, or no longer there


def holder_of(number):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() == number:
            return module_of(thing)
    return None


def module_of(thing):
    """The module from whose names something can be reached, by the shortest way."""
    level, seen = [thing], {id(thing)}
    for _ in range(LEVELS):
        above = []
        for each in level:
            for referrer in gc.get_referrers(each):
                if id(referrer) in seen or referrer is level or referrer is above:
                    continue
                seen.add(id(referrer))
                if isinstance(referrer, dict) and "__spec__" in referrer and "__name__" in referrer:
                    return "module %s" % referrer["__name__"]
                if not isinstance(referrer, type(sys._getframe())):
                    above.append(referrer)
        level = above
    return None
