"""An instrument that only sees to it that what the function printed reaches its file."""
import sys

agent = sys.modules["_thaw_agent"]


def disturb(number):
    """Runs of the original that are compared with each other have their memory laid out in different ways."""
    if number:
        return agent.execute(__file__.rpartition("/")[0] + "/thaw_verify_layout.py", "_thaw_verify_layout")["disturb"](number)


class Event:
    def __init__(self, layout):
        self.layout = disturb(layout)

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
    return Event(settings["arguments"].get("layout", 0))
