"""Notes how long each phase waited for a processor that other processes had, outside of what is timed.

The kernel counts it for every thread: the second number of schedstat is the time spent runnable on a queue, in ns. Where it
does not count, the numbers are 0. Only the main thread is asked: it is the one that imports.
"""
import posix


class Waits:
    def __init__(self, settings, output):
        self.phases = []
        self.before = 0

    def begin(self, phase, event):
        self.before = waited()

    def end(self):
        self.phases.append(waited() - self.before)

    def report(self, output):
        output.add("waits", self.phases)


def waited():
    try:
        descriptor = posix.open("/proc/self/schedstat", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return 0
    try:
        return int(posix.read(descriptor, 200).split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    finally:
        posix.close(descriptor)
