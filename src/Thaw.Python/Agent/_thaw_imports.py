"""Traces module loads: which statement caused each, and what it cost in a counter of choice.

The counter is the clock, the resident set, the collector's count of new objects, or the Python heap; one is read in
a process of its own each, so that none disturbs another. Loads are caught where the interpreter itself enters them, in
importlib._bootstrap._find_and_load, which runs only for modules that are not loaded yet: an import statement
that finds its module in sys.modules costs nothing extra. To follow those too, the edges run replaces
builtins.__import__ as well; it is never timed.
"""
import _frozen_importlib as bootstrap
import _imp
import _thread
import builtins
import gc
import posix
import sys
import time

BOOTSTRAP_FILE = "<frozen importlib._bootstrap>"
UNFINISHED = ("", -1, ("", 0, "", ""), "init", -1, 0, 0, 0, 0, True)
IMPORT_SYSTEM = frozenset(("importlib._bootstrap", "importlib._bootstrap_external", "importlib", "_frozen_importlib",
                           "_frozen_importlib_external", "_thaw_imports"))


def resident_counter():
    flags = posix.O_RDONLY | posix.O_CLOEXEC
    descriptor = posix.open("/proc/self/statm", flags)
    page = posix.sysconf("SC_PAGESIZE")
    read = posix.pread

    def resident():
        nonlocal descriptor
        try:
            return int(read(descriptor, 64, 0).split(None, 2)[1]) * page
        except (OSError, ValueError, IndexError):
            # The function closed descriptors that it does not own; the number may be a file of its own by now.
            descriptor = posix.open("/proc/self/statm", flags)
            return int(read(descriptor, 64, 0).split(None, 2)[1]) * page

    return resident


def objects_counter():
    """How far the collector has been driven: containers made less those freed, as its youngest generation counts them.

    A collection sets the count back to 0, so what it had reached is added up. Those before this line are counted
    as reaching just what starts one.
    """
    count = gc.get_count
    before = sum(generation["collections"] for generation in gc.get_stats()) * (gc.get_threshold()[0] + 1)
    reached = 0

    def add(moment, _details):
        nonlocal before, reached
        if moment == "start":
            reached = count()[0]
        else:
            before += reached

    gc.callbacks.insert(0, add)
    return lambda: before + count()[0]


def heap_counter():
    import _tracemalloc

    _tracemalloc.start(1)
    traced = _tracemalloc.get_traced_memory
    return lambda: traced()[0]


COUNTERS = {"time": lambda: time.perf_counter_ns, "resident": resident_counter, "objects": objects_counter,
            "edges": heap_counter}


def importing_frame(frame):
    """The frame whose code asked for an import: the first one outside the import system."""
    while frame is not None and frame.f_globals.get("__name__") in IMPORT_SYSTEM:
        frame = frame.f_back
    return frame


def as_import_system(function):
    """Gives our wrapper the import system's file name: tracebacks and warnings leave those frames out."""
    function.__code__ = function.__code__.replace(co_filename=BOOTSTRAP_FILE)
    return function


class Load:
    """A load that is under way. `nested` is what was spent inside it by others, in the counter's unit.

    `cause` is the identity of the frame whose statement started it, valid as long as the load goes on.
    """

    __slots__ = ("index", "cause", "nested", "linked", "collected")

    def __init__(self, index, cause):
        self.index = index
        self.cause = cause
        self.nested = 0
        self.linked = 0
        self.collected = 0


class Tracer:
    def __init__(self, settings, output):
        self.mode = settings["mode"]
        self.loads = []  # index -> record
        self.edges = {}
        self.phase_name = "init"
        self.event = -1
        self.overhead = 0
        self.collector_start = None
        self.collections = [0, 0, 0]  # by generation
        self.collected = [0, 0, 0]
        self.begun = 0
        self.totals = []
        self.read = COUNTERS["time" if self.mode == "edges" and not settings["heap"] else self.mode]()
        self.stacks = {_thread.get_ident(): [Load(-1, 0)]}
        self.main_stack = self.stacks[_thread.get_ident()]
        self.install()

    # -- phases

    def begin(self, phase, event):
        self.phase_name, self.event = phase, event
        root = self.main_stack[0]
        root.nested = root.linked = root.collected = 0
        self.overhead = 0
        for generation in range(3):
            self.collections[generation] = self.collected[generation] = 0
        self.begun = self.read()

    def end(self):
        root = self.main_stack[0]
        self.totals.append((self.phase_name, self.event, root.nested, root.collected, self.overhead,
                            tuple(self.collections), tuple(self.collected), self.begun, gc.get_threshold()))

    def report(self, output):
        # A thread of the function's may still be importing: its loads have a place but no record yet.
        loads = [record if record is not None else UNFINISHED for record in list(self.loads)]
        output.add("totals", self.totals)
        output.add("loads", loads)
        output.add("edges", list(self.edges))
        output.add("modules", [module_facts(record[0]) for record in loads])

    # -- hooks

    def install(self):
        self.install_loader()
        self.install_linker()
        gc.callbacks.append(self.collector_hook())
        if self.mode == "edges":
            self.install_statements()

    def stack(self):
        ident = _thread.get_ident()
        found = self.stacks.get(ident)
        if found is None:
            found = self.stacks[ident] = [Load(-1, 0)]
        return found

    def install_loader(self):
        original = bootstrap._find_and_load
        read, modules, loads, get_frame = self.read, sys.modules, self.loads, sys._getframe
        stack_of = self.stack
        tracer = self

        def _find_and_load(name, import_):
            if name in modules:
                return original(name, import_)
            entered = read()
            stack = stack_of()
            outer = stack[-1]
            parent = name.rpartition(".")[0]
            if parent and parent not in modules:
                # The import system would load the parent inside this load; done here, it is a load of its
                # own beside this one, with the same statement as its cause.
                _find_and_load(parent, import_)
                if name in modules:
                    return original(name, import_)
                entered = read()
            try:
                frame = importing_frame(get_frame(1))
            except ValueError:  # the interpreter itself imports, before any code of Python (runpy, for -m)
                frame = None
            if frame is None:
                where = ("", 0, "", "")
            else:
                code = frame.f_code
                where = (code.co_filename, frame.f_lineno, getattr(code, "co_qualname", code.co_name),
                         frame.f_globals.get("__name__") or "")
            index = len(loads)
            loads.append(None)
            load = Load(index, id(frame))
            stack.append(load)
            failed = True
            started = read()
            try:
                module = original(name, import_)
                failed = False
                return module
            finally:
                ended = read()
                stack.pop()
                total = ended - started
                loads[index] = (name, outer.index, where, tracer.phase_name, tracer.event,
                                total - load.nested, load.linked, load.collected, total, failed)
                left = read()
                outer.nested += left - entered
                tracer.overhead += (started - entered) + (left - ended)

        bootstrap._find_and_load = as_import_system(_find_and_load)

    def install_linker(self):
        original = _imp.create_dynamic
        read, stack_of = self.read, self.stack

        def create_dynamic(*arguments):
            load = stack_of()[-1]
            before = load.nested
            started = read()
            try:
                return original(*arguments)
            finally:
                spent = read() - started - (load.nested - before)
                load.nested += spent
                load.linked += spent

        _imp.create_dynamic = as_import_system(create_dynamic)

    def collector_hook(self):
        read, stack_of = self.read, self.stack

        def collector(moment, details):
            if moment == "start":
                self.collector_start = read()
            elif self.collector_start is not None:
                spent = read() - self.collector_start
                self.collector_start = None
                generation = details["generation"]
                self.collections[generation] += 1
                self.collected[generation] += spent
                stack = stack_of()
                stack[-1].nested += spent
                stack[-1].collected += spent
                if len(stack) > 1:
                    stack[0].collected += spent

        return collector

    def install_statements(self):
        original_import = builtins.__import__
        original_gcd = bootstrap._gcd_import
        note, get_frame = self.note, sys._getframe

        def __import__(name, globals=None, locals=None, fromlist=(), level=0):
            frame = importing_frame(get_frame(1))
            try:
                return original_import(name, globals, locals, fromlist, level)
            finally:
                try:
                    note(frame, absolute_name(name, globals, level), fromlist)
                except Exception:
                    pass  # names that are no texts, lists that cannot be read: not a statement that can be followed

        def _gcd_import(name, package=None, level=0):
            caller = get_frame(1)
            by_function = caller.f_globals.get("__name__") == "importlib"
            try:
                return original_gcd(name, package, level)
            finally:
                if by_function:
                    full = bootstrap._resolve_name(name, package, level) if level else name
                    note(importing_frame(caller), full, ())

        builtins.__import__ = as_import_system(__import__)
        bootstrap._gcd_import = as_import_system(_gcd_import)

    def note(self, frame, name, fromlist):
        load = self.stack()[-1]
        if frame is None or not name or load.cause == id(frame):
            return  # the last: C code imports while the statement's module is found and read; no statement asks
        module = sys.modules.get(name)
        targets = [name]
        if fromlist and module is not None:
            names = fromlist
            if "*" in names:
                names = list(names) + list(safe_dict(module).get("__all__") or ())
            for item in names:
                submodule = "%s.%s" % (name, item)
                if submodule in sys.modules:
                    targets.append(submodule)
        code = frame.f_code
        self.edges[(load.index, code.co_filename, frame.f_lineno,
                    getattr(code, "co_qualname", code.co_name), frame.f_globals.get("__name__") or "",
                    tuple(targets), self.phase_name, self.event)] = None


def absolute_name(name, globals, level):
    if not level:
        return name
    try:
        return bootstrap._resolve_name(name, bootstrap._calc___package__(globals or {}), level)
    except Exception:
        return None


def safe_dict(module):
    """A module's namespace without running its __getattr__ or that of an object standing in for it."""
    try:
        return object.__getattribute__(module, "__dict__")
    except Exception:
        return {}


def module_facts(name):
    """(name, origin, loader's type name, is a package), as far as they can be had without side effects."""
    try:
        scope = safe_dict(sys.modules.get(name))
        spec = scope.get("__spec__")
        path = scope.get("__path__")
        origin = getattr(spec, "origin", None) or scope.get("__file__")
        loader = getattr(spec, "loader", None)
        if loader is None:
            loader = scope.get("__loader__")
        kind = loader.__name__ if isinstance(loader, type) else type(loader).__name__
    except Exception:  # an object in the place of a module, or of its spec, whose attributes cannot be read
        return name, None, "", False
    return name, origin if isinstance(origin, str) else None, kind, path is not None
