"""Runs one function in this process for Thaw and writes down what happened.

Only built-in modules are imported before the function's own code: anything else that this file imported
would be loaded already when the function asks for it, and its cost would be hidden. That is why events come
as marshalled data and not as JSON, and why records leave the same way.

Records are appended to a file that is opened and closed at every flush, so that a function that closes all
descriptors, calls os._exit or crashes loses no phase that had ended before.
"""
import marshal
import posix
import sys
import time

now = time.monotonic_ns
MARSHAL_VERSION = 2  # without references between objects: the simplest form, readable by every interpreter
MOST_FRAMES = 200
JSON_TYPES = frozenset((dict, list, tuple, str, int, float, bool, type(None)))
ROOM = 200  # calls that the instruments may add below a function that is about to reach its recursion limit


class Output:
    """The records of this process, in order."""

    def __init__(self, path):
        self.path = path
        self.pid = posix.getpid()
        self.pending = []

    def add(self, *record):
        try:
            data = marshal.dumps(record, MARSHAL_VERSION)
        except ValueError:
            data = marshal.dumps(cleaned(record), MARSHAL_VERSION)
        self.pending.append(data)

    def flush(self):
        # A child that the function forked returns through the same code: it must not write a second time.
        if posix.getpid() != self.pid or not self.pending:
            return
        data = b"".join(len(item).to_bytes(4, "little") + item for item in self.pending)
        self.pending = []
        flags = posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND | posix.O_CLOEXEC
        descriptor = posix.open(self.path, flags, 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[posix.write(descriptor, view):]
        finally:
            posix.close(descriptor)


def cleaned(value):
    """The record with plain types only: a module may call itself by an object that is no str, or a kind of str."""
    if isinstance(value, (tuple, list)):
        return tuple([cleaned(item) for item in value])
    if value is None or type(value) in (str, int, float, bool, bytes):
        return value
    return str.__str__(value) if isinstance(value, str) else ""


class Context:
    """What AWS Lambda hands to a Python handler as its second argument."""

    identity = None
    client_context = None

    def __init__(self, settings, request, deadline_ns):
        self.function_name = settings["name"]
        self.function_version = "$LATEST"
        self.invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:" + settings["name"]
        self.memory_limit_in_mb = str(settings["memory"])
        self.aws_request_id = "00000000-0000-4000-8000-%012d" % request
        self.log_group_name = "/aws/lambda/" + settings["name"]
        self.log_stream_name = "2000/01/01/[$LATEST]00000000000000000000000000000000"
        self._deadline_ns = deadline_ns

    def get_remaining_time_in_millis(self):
        return max(0, (self._deadline_ns - now()) // 1000000)

    def log(self, message):
        sys.stdout.write(str(message))


class Uninstrumented:
    """The baseline: the hooks that the instruments fill in, all empty."""

    def begin(self, phase, event):
        pass

    def end(self):
        pass

    def report(self, output):
        pass


def read_file(path):
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        parts = []
        while True:
            part = posix.read(descriptor, 1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)
    finally:
        posix.close(descriptor)


def execute(path, name):
    """A file of Thaw's own as a scope, not as a module: the function's sys.path and sys.modules are left as they are."""
    scope = {"__name__": name, "__file__": path}
    exec(compile(read_file(path), path, "exec"), scope)
    return scope


def kilobytes(text, key):
    at = text.find(key)
    return int(text[at + len(key):].split(None, 1)[0]) * 1024 if at >= 0 else 0


def memory():
    """(resident, peak resident, proportional) bytes; the last is 0 where the kernel does not tell."""
    status = read_file("/proc/self/status")
    try:
        proportional = kilobytes(read_file("/proc/self/smaps_rollup"), b"\nPss:")
    except OSError:
        proportional = 0
    return kilobytes(status, b"VmRSS:"), kilobytes(status, b"VmHWM:"), proportional


def files_in_use():
    """Every file that a module came from or that is mapped: what the page cache holds for this function."""
    files = set()
    for module in list(sys.modules.values()):
        try:
            scope = object.__getattribute__(module, "__dict__")
        except Exception:
            continue
        for key in ("__file__", "__cached__"):
            if isinstance(scope.get(key), str):
                files.add(scope[key])
    for line in read_file("/proc/self/maps").split(b"\n"):
        parts = line.split(None, 5)
        if len(parts) == 6 and parts[5].startswith(b"/"):
            files.add(parts[5].decode("utf-8", "surrogateescape"))
    return [name for name in files if name.isprintable()]


def describe(error):
    """(type, message, [(file, line, function), ...]) of an exception, without importing traceback."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename != __file__:
            frames.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    try:
        message = str(error)
    except Exception:
        message = "(its text cannot be had)"
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((str(error.filename), error.lineno or 0, "<module>"))
    if len(frames) > MOST_FRAMES:  # endless recursion: where it began and where it ended
        frames[MOST_FRAMES // 2:-MOST_FRAMES // 2] = []
    return type(error).__name__, message[:1000], frames


def plain(value):
    """The value as marshalled data, or None if it holds anything but what JSON can hold."""
    try:
        data = marshal.dumps(value, MARSHAL_VERSION)  # fails for what contains itself, so that the walk ends
    except (ValueError, RecursionError):
        return None
    todo = [value]
    while todo:
        item = todo.pop()
        if type(item) not in JSON_TYPES:
            return None
        if type(item) is dict:
            if any(type(key) is tuple or type(key) not in JSON_TYPES for key in item):
                return None
            todo.extend(item.values())
        elif type(item) in (list, tuple):
            todo.extend(item)
    return data


def load_handler(target):
    name, _, attribute = target.rpartition(".")
    module = __import__(name)
    return getattr(sys.modules.get(name, module), attribute)


def run_main(settings):
    """Executes a script or a module as __main__, as `python FILE` and `python -m MODULE` would."""
    main = sys.modules["__main__"]
    scope = main.__dict__
    if settings["kind"] == "script":
        path = settings["target"]
        scope.update(__file__=path, __cached__=None, __builtins__=__builtins__)
        code = compile(read_file(path), path, "exec")
    else:
        import _frozen_importlib as bootstrap

        name = settings["target"]
        parent = name.rpartition(".")[0]
        if parent:
            __import__(parent)
        spec = bootstrap._find_spec(name, sys.modules[parent].__path__ if parent else None)
        if spec is not None and spec.submodule_search_locations is not None:
            __import__(name)
            locations = sys.modules[name].__path__
            name += ".__main__"
            spec = bootstrap._find_spec(name, locations)
        if spec is None:
            raise ImportError("no module named " + name)
        code = spec.loader.get_code(name)
        sys.argv[0] = spec.origin
        scope.update(__file__=spec.origin, __spec__=spec, __loader__=spec.loader, __package__=spec.parent)
    exec(code, scope)


def follow_children(folder):
    """Makes Python processes that this one starts write their records into the folder, by way of their environment."""
    environ = sys.modules["os"].environ
    path = __file__.rpartition("/")[0] + "/children"
    environ["THAW_CHILDREN"] = folder
    environ["PYTHONPATH"] = path + ":" + environ["PYTHONPATH"] if environ.get("PYTHONPATH") else path


def instrument(settings, output):
    mode = settings["mode"]
    if mode == "baseline":
        return Uninstrumented()
    if mode == "probe":
        return execute(settings["probe"], "_thaw_probe")["create"](settings, output)
    if mode == "waits":
        import _thaw_waits

        return _thaw_waits.Waits(settings, output)
    sys.setrecursionlimit(sys.getrecursionlimit() + ROOM)
    if mode in ("time", "resident", "objects", "edges"):
        import _thaw_imports

        return _thaw_imports.Tracer(settings, output)
    if mode == "samples":
        import _thaw_sampler

        return _thaw_sampler.Sampler(settings, output)
    import _thaw_usage

    return _thaw_usage.create(settings, output)


class Run:
    def __init__(self, settings, first_ns):
        self.settings = settings
        self.output = Output(settings["output"])
        self.instrument = instrument(settings, self.output)
        self.first_ns = first_ns
        self.deferred = []

    def phase(self, name, event, action, *arguments):
        """Runs one phase; returns (result, error), with the times noted."""
        result = error = None
        self.instrument.begin(name, event)
        start = now()
        try:
            result = action(*arguments)
        except BaseException as caught:  # SystemExit and KeyboardInterrupt are outcomes like any other
            error = caught
        end = now()
        self.instrument.end()
        self.output.add("phase", name, event, start, end, describe(error) if error is not None else None)
        return result, error

    def note_memory(self, moment):
        self.output.add("memory", moment, *memory())
        self.output.flush()

    def init(self):
        action = load_handler if self.settings["kind"] == "handler" else None
        if action is None:
            _, error = self.phase("init", -1, run_main, self.settings)
            self.note_memory("init")
            return None, error
        handler, error = self.phase("init", -1, action, self.settings["target"])
        self.note_memory("init")
        return handler, error

    def invoke(self, handler):
        budget_ns = self.settings["timeout_ms"] * 1000000
        for request, (event, data) in enumerate(self.settings["invocations"]):
            context = Context(self.settings, request, now() + budget_ns)
            result, error = self.phase("invoke", event, handler, marshal.loads(data), context)
            if error is None:
                self.keep(event, result)
            if request == 0:
                self.note_memory("first")
            else:
                self.output.flush()
            if isinstance(error, (SystemExit, KeyboardInterrupt)):
                break

    def keep(self, event, result):
        if event in self.settings["results"]:
            data = plain(result)
            if data is None:
                self.deferred.append((event, result))
            else:
                self.output.add("result", event, data)

    def finish(self):
        self.instrument.report(self.output)
        if self.settings["files"]:
            self.output.add("files", files_in_use())
        self.output.flush()
        if self.deferred:
            import json  # only now: the function must not find it loaded

            for event, result in self.deferred:
                try:
                    self.output.add("json", event, json.dumps(result))
                except Exception as error:  # also what the object's own code raises
                    self.output.add("unmarshallable", event, describe(error)[1][:300])
        self.output.add("end")
        self.output.flush()


def main(first_ns):
    settings = marshal.loads(read_file(sys.argv[1]))
    run = Run(settings, first_ns)
    sys.path[0] = settings["root"]
    sys.argv[:] = settings["argv"]
    if settings["children"] is not None:
        follow_children(settings["children"])
    prelude = settings["prelude"]
    if prelude is not None:
        execute(prelude, "_thaw_prelude")
    run.output.add("start", first_ns, now(), sys.version)
    run.output.flush()
    handler, error = run.init()
    if settings["kind"] == "handler":
        if error is None:
            run.invoke(handler)
        run.finish()
        # A function's instance is frozen or killed, never shut down: no atexit, no waiting for threads.
        if posix.getpid() == run.output.pid:
            posix._exit(0)
    run.finish()
    if error is not None and not isinstance(error, SystemExit):
        sys.exit(1)
    if error is not None:
        raise error
