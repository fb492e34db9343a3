"""An instrument: what init and each event leave behind; then what loading everything else restores."""
import sys

agent = sys.modules["_thaw_agent"]
FOLDER = __file__.rpartition("/")[0] + "/"


class Sequence:
    def __init__(self, settings, output):
        self.output = output
        self.arguments = settings["arguments"]
        self.state = agent.execute(FOLDER + "thaw_verify_state.py", "_thaw_verify_state")
        self.phases = 0
        self.layout = agent.execute(FOLDER + "thaw_verify_layout.py", "_thaw_verify_layout")["disturb"](self.arguments.get("layout", 0))
        self.state["watch_exits"]()

    def begin(self, phase, event):
        pass

    def end(self):
        self.output.add("state%d" % self.phases, self.state["entries"](), list(sys.modules))
        self.phases += 1

    def report(self, output):
        flush()
        modules = [(name, origin(module)) for name, module in list(sys.modules.items())]
        registries = agent.execute(FOLDER + "thaw_verify_registries.py", "_thaw_verify_registries")
        standard = registries["standard_library"]()
        output.add("modules", modules)
        output.add("final", registries["entries"](self.state, standard) + media_types(self.state))
        self.restore(output, registries, standard)

    def restore(self, output, registries, standard):
        """Loads what the original has loaded: what is then as it was there had only been put off."""
        problems = []
        for name in self.arguments.get("modules", ()):
            if name not in sys.modules:
                try:
                    __import__(name)
                except BaseException as error:
                    problems.append((name, agent.describe(error)[:2]))
        output.add("restored", self.state["entries"]() + registries["entries"](self.state, standard), problems)


def media_types(state):
    import mimetypes

    if not mimetypes.inited:
        mimetypes.init()
    found = [("media type", suffix, kind, "", "") for suffix, kind in mimetypes.types_map.items()]
    return found + [("media type", "common " + suffix, kind, "", "") for suffix, kind in mimetypes.common_types.items()]


def origin(module):
    try:
        found = object.__getattribute__(module, "__dict__").get("__file__")
    except Exception:
        found = None
    return found if isinstance(found, str) else ""


def flush():
    """The agent ends the process at once: what the function printed would be lost."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def create(settings, output):
    return Sequence(settings, output)
