"""An instrument that only sees to it that what the function printed reaches its file."""
import sys


class Event:
    def begin(self, phase, event):
        pass

    def end(self):
        # In both phases, as a process that ends itself would lose it. A function may have replaced its streams.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass

    def report(self, output):
        self.end()


def create(settings, output):
    return Event()
