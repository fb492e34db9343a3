"""Records exactly which functions run, in init and in the invocations, C functions included; and what they read.

From 3.12 on sys.monitoring tells, for all threads and at little cost; before, sys.setprofile does, installed
in every thread that starts, and sys.settrace for the lines that run after init. Module bodies are left out: that a
module was executed is what imports record.
"""
import _frozen_importlib as bootstrap
import _thread
import sys

import _thaw_names

FUNCTION = type(lambda: None)
METHOD = type(type("Some", (), {"method": lambda self: None})().method)
MODULE = type(sys)
OPTIMIZED = 1  # the flag of code that has local variables in slots: functions, not the bodies of modules and classes
BODIES = frozenset(("<module>",))
OWN = _thaw_names.OWN
DEEPEST = 100


def create(settings, output):
    kind = Monitoring if hasattr(sys, "monitoring") else Profiling
    return kind(settings["kind"] == "handler", settings["whole_init"])


def follow_imports(usage):
    """Counts the imports that are under way: what a module's load runs is told from what a script runs."""
    original = bootstrap._find_and_load

    def _find_and_load(name, import_):
        usage.importing += 1
        try:
            return original(name, import_)
        finally:
            usage.importing -= 1

    _find_and_load.__code__ = _find_and_load.__code__.replace(co_filename="<frozen importlib._bootstrap>")
    bootstrap._find_and_load = _find_and_load


def path_of(frame):
    """The call path down to this frame, outermost first, Thaw's own frames left out."""
    path = []
    while frame is not None and len(path) < DEEPEST:
        code = frame.f_code
        if frame.f_globals.get("__name__") in OWN:
            break
        path.append((code.co_filename, frame.f_lineno or 0, getattr(code, "co_qualname", code.co_name)))
        frame = frame.f_back
    path.reverse()
    return path


def native_name(callee):
    """(module, qualified name) of a C callable, without running any attribute code of the function's."""
    owner = type(callee)
    kind = owner.__name__
    if kind == "builtin_function_or_method":
        target = callee.__self__
        if target is None or type(target) is MODULE:
            return callee.__module__ or "", callee.__name__
        holder = target if isinstance(target, type) else type(target)
        return type_module(holder), "%s.%s" % (holder.__name__, callee.__name__)
    if kind in ("method_descriptor", "wrapper_descriptor", "method-wrapper", "classmethod_descriptor"):
        holder = getattr(callee, "__objclass__", None) or type(callee.__self__)
        return type_module(holder), "%s.%s" % (holder.__name__, callee.__name__)
    if kind == "ufunc":
        return "numpy", callee.__name__
    if kind == "cython_function_or_method":
        return str(callee.__module__ or ""), str(callee.__qualname__)
    if isinstance(callee, type):
        return type_module(callee), callee.__name__
    return type_module(owner), owner.__name__ + ".__call__"


def type_module(holder):
    name = type.__getattribute__(holder, "__module__") if isinstance(holder, type) else ""
    return name if isinstance(name, str) else ""


class Usage:
    """What both mechanisms share: the record."""

    mechanism = ""

    def __init__(self, is_handler, whole_init):
        self.phase = None
        self.is_handler = is_handler
        self.whole_init = whole_init  # false: another process tells what init runs, which is the same in all
        self.importing = 0
        self.seen = set()
        self.kept = []
        self.found = []
        self.lost = []  # phases in which the function took the hook away, or an error did
        self.bodies = {}  # of modules, by name: their import statements say where names come from
        self.bodies_lost = False  # true if the function took the hook away that collects them
        self.lines = _thaw_names.Lines()
        self.reads = []
        if not is_handler:
            follow_imports(self)

    def begin(self, phase, event):
        self.seen = set()
        self.kept = []
        self.phase = (phase, event)
        self.lines = _thaw_names.Lines()
        self.start()

    def end(self):
        self.stop()
        self.reads.append((self.phase, self.lines))
        self.phase = None

    def skims_init(self):
        """True where no more than the bodies of modules matter: init, told by another process."""
        return self.phase[0] == "init" and self.is_handler and not self.whole_init

    def reading(self):
        """True where lines count: after init; a script is its own only event, what it imports apart."""
        return self.phase is not None and (self.phase[0] != "init" if self.is_handler else not self.importing)

    def report(self, output):
        output.add("usage", self.mechanism, self.found)
        output.add("usage_lost", self.lost)
        if self.bodies_lost:
            return
        try:
            names = _thaw_names.Names(self.bodies)
            reads = [phase + read for phase, lines in self.reads for read in names.read_by(lines)]
        except Exception:  # a module that the function has replaced, say: then nothing is known of names
            return
        output.add("reads", reads)

    def python(self, code, frame):
        key = (id(code), self.importing > 0)
        if key in self.seen:
            return
        self.seen.add(key)
        self.kept.append(code)  # so that the identity stays taken
        name = getattr(code, "co_qualname", code.co_name)
        module = frame.f_globals.get("__name__")
        if module in OWN:
            return
        if self.reading():
            self.lines.of(code, frame.f_globals)
        elif self.whole_init and not code.co_flags & OPTIMIZED:
            self.lines.of(code, frame.f_globals, at_import=True)
        if code.co_name in BODIES:
            self.bodies.setdefault(module, code)
            return
        self.found.append((self.phase[0], self.phase[1], module if isinstance(module, str) else "", name,
                           code.co_filename, code.co_firstlineno, False, path_of(frame), self.importing > 0))

    def native(self, callee, frame):
        try:
            module, name = native_name(callee)
        except Exception:
            return
        key = (module, name, self.importing > 0)
        if key in self.seen or frame.f_globals.get("__name__") in OWN:
            return
        self.seen.add(key)
        self.found.append((self.phase[0], self.phase[1], module, name, "", 0, True, path_of(frame),
                           self.importing > 0))


class Profiling(Usage):
    mechanism = "sys.setprofile"

    def __init__(self, is_handler, whole_init):
        Usage.__init__(self, is_handler, whole_init)
        self.hook = self.callback
        self.tracer = self.trace
        self.body_tracer = self.trace_bodies
        self.only_bodies = False
        self.wrap_threads()

    def wrap_threads(self):
        original = _thread.start_new_thread
        usage = self

        def start_new_thread(function, arguments, *rest):
            def profiled(*values, **names):
                if usage.phase is not None:
                    sys.settrace(usage.tracer)
                    sys.setprofile(usage.hook)
                return function(*values, **names)

            return original(profiled, arguments, *rest)

        _thread.start_new_thread = start_new_thread
        _thread.start_new = start_new_thread

    def start(self):
        self.only_bodies = self.skims_init()
        if self.only_bodies:
            sys.settrace(self.body_tracer)  # costs a fraction of the other hook
            return
        if self.phase[0] != "init" or not self.is_handler:
            sys.settrace(self.tracer)
        sys.setprofile(self.hook)

    def stop(self):
        if self.only_bodies:
            self.bodies_lost = sys.gettrace() is not self.body_tracer
            sys.settrace(None)
            return
        if sys.getprofile() is not self.hook:
            self.lost.append(self.phase)
        sys.setprofile(None)
        if self.reading() and sys.gettrace() is not self.tracer:
            self.lines.all = True  # a debugger, or a test of coverage: which lines ran is not known
        sys.settrace(None)

    def trace(self, frame, event, argument):
        if not self.reading():
            return None
        executed = self.lines.of(frame.f_code, frame.f_globals)
        return None if executed.all else executed.trace

    def trace_bodies(self, frame, event, argument):
        if frame.f_code.co_name in BODIES:
            self.bodies.setdefault(frame.f_globals.get("__name__"), frame.f_code)

    def callback(self, frame, event, argument):
        if self.phase is None:
            return
        if event == "call":
            self.python(frame.f_code, frame)
        elif event == "c_call":
            self.native(argument, frame)


class Monitoring(Usage):
    mechanism = "sys.monitoring"
    tool = 4  # not one of the names that debuggers, coverage, profilers and optimisers have

    def __init__(self, is_handler, whole_init):
        Usage.__init__(self, is_handler, whole_init)
        monitoring = sys.monitoring
        events = monitoring.events
        monitoring.use_tool_id(self.tool, "thaw")
        monitoring.register_callback(self.tool, events.PY_START, self.on_start)
        monitoring.register_callback(self.tool, events.PY_RESUME, self.on_start)
        monitoring.register_callback(self.tool, events.CALL, self.on_call)
        monitoring.register_callback(self.tool, events.LINE, self.on_line)

    def start(self):
        events = sys.monitoring.events
        lines = 0 if self.phase[0] == "init" and self.is_handler else events.LINE
        calls = 0 if self.skims_init() else events.CALL
        sys.monitoring.restart_events()
        sys.monitoring.set_events(self.tool, events.PY_START | events.PY_RESUME | calls | lines)

    def stop(self):
        sys.monitoring.set_events(self.tool, 0)

    def on_start(self, code, offset):
        if self.phase is not None:
            self.python(code, sys._getframe(1))
        # What ran while a script imports may run again for itself.
        return None if self.importing and not self.is_handler else sys.monitoring.DISABLE

    def on_call(self, code, offset, callee, first):
        # Not disabled after the first call: another callee may come to the same place.
        if self.phase is None or type(callee) is FUNCTION or type(callee) is METHOD:
            return None
        return self.native(callee, sys._getframe(1))

    def on_line(self, code, line):
        if not self.reading():
            return None
        executed = self.lines.of(code, sys._getframe(1).f_globals)
        executed.lines.add(line)
        return sys.monitoring.DISABLE
