"""Runs one function in this process: imports its handler, then answers one invocation after another.

The host is at the other end of descriptor 3, a stream socket. It sends an invocation as two lengths of four bytes each,
little endian, then a head in JSON and the event. An answer is one letter, a length and a body:
I: the handler is imported, when it started and when it had, and if the host asks for it the modules that are there; F: it cannot be, the body is the error; R: a result; E: the handler's error.

A cold start waits for this file, so it imports only what is built into the interpreter or as good as that: the package
json alone takes as long as an interpreter's start, while its parser and its encoder in C cost nothing.
"""
import sys
import time
import posix
import _json

CHANNEL = 3
TASK = "/var/task"
LAYERS = "/opt/python"
LIBRARIES = "/var/libraries"  # LibraryViews.cs says what is in it
TELL_MODULES = "modules"  # the host's argument
OURS = ("__main__", "thaw_runtime", "thaw_logging", "thaw_hooks", "thaw_preload")
PACKAGE = TASK + "/thaw-package.json"
SNAP_START = "snap-start"  # how AWS calls an init phase that ends with a snapshot
LARGEST_RESULT = 6291556  # bytes; AWS's own number in its message
ASCII_ONLY = sys.version_info < (3, 12)  # as AWS's runtimes of these versions answer
SPACE = " \t\n\r"
TRACE = "_X_AMZN_TRACE_ID"
STATE = {"request_id": "00000000-0000-0000-0000-000000000000", "trace": None}  # until the first; the host puts in the one that had to wait


class Fault(Exception):
    """What is reported under a name that is not that of an exception."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind, self.trace = kind, list(trace)


class Numbers:
    """What the parser in C asks for."""

    strict = True
    object_hook = object_pairs_hook = array_hook = None
    parse_float, parse_int = float, int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__
    memo = {}


SCAN = _json.make_scanner(Numbers())


def parse(data):
    text = data.decode().strip(SPACE)
    try:
        value, end = SCAN(text, 0)
    except StopIteration:
        raise ValueError("no JSON value") from None
    if end != len(text):
        raise ValueError("more than one JSON value")
    return value


def other(value):
    """For the encoder: what JSON has no form of."""
    if type(value).__name__ == "Decimal" and type(value).__module__ == "decimal":
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def encode(value):
    text = _json.encode_basestring_ascii if ASCII_ONLY else _json.encode_basestring
    if isinstance(value, str):
        return text(value).encode()
    encoder = _json.make_encoder({}, other, text, None, ": ", ", ", False, False, True)
    return "".join(encoder(value, 0)).encode()


class Context:
    """The handler's second argument."""

    def __init__(self, head):
        environ = ENVIRONMENT
        self.aws_request_id = head["requestId"]
        self.invoked_function_arn = head["arn"]
        self.function_name = environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = client_context(head.get("clientContext"))
        self.identity = Plain(cognito_identity_id=None, cognito_identity_pool_id=None)
        self._deadline_ms = head["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_ms - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class Plain:
    def __init__(self, **fields):
        self.__dict__.update(fields)


def client_context(given):
    if given is None:
        return None
    client = given.get("client") or {}
    return Plain(custom=given.get("custom"), env=given.get("env"), client=Plain(**client))


ENVIRONMENT = {name.decode("utf-8", "surrogateescape"): value.decode("utf-8", "surrogateescape")
               for name, value in posix.environ.items()}


def read(length):
    """Exactly that much; None when the host is gone."""
    parts = []
    while length:
        part = posix.read(CHANNEL, length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def answer(kind, body):
    data = memoryview(kind + len(body).to_bytes(4, "little") + body)
    while data:
        data = data[posix.write(CHANNEL, data):]


def load(handler):
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % handler)
    dotted = module_name.replace("/", ".")
    try:
        __import__(dotted)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error)) from error
    except SyntaxError as error:
        line = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), [line]) from error
    try:
        return getattr(sys.modules[dotted], name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (name, module_name)) from None


def describe(error):
    """The error as the caller gets it, and in the log."""
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace
    else:
        kind, trace = type(error).__name__, frames(error)
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - the function's own exception may do anything
        message = ""
    print("[ERROR] %s: %s" % (kind, message) + ("\nTraceback (most recent call last):\n" + "".join(trace).rstrip() if trace else ""))
    fields = {"errorMessage": message, "errorType": kind, "requestId": STATE["request_id"], "stackTrace": trace}
    try:
        return encode(fields)
    except UnicodeEncodeError:  # half of a pair of surrogates
        return "".join(_json.make_encoder({}, other, _json.encode_basestring_ascii, None, ": ", ", ", False, False, True)(fields, 0)).encode()


def frames(error):
    try:
        import traceback  # only now: it is heavy, and most functions never need it

        return traceback.format_list([each for each in traceback.extract_tb(error.__traceback__) if each.filename != __file__])
    except Exception:  # noqa: BLE001 - out of memory or of stack, say; the error itself counts
        return []


def invoke(handler, head, event):
    """The answer's letter and body."""
    try:
        try:
            value = parse(event)
        except Exception as error:
            raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from error
        result = handler(value, Context(head))
        try:
            body = encode(result)
        except Exception as error:
            raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error
        if len(body) > LARGEST_RESULT:
            raise Fault("Function.ResponseSizeTooLarge",
                        "Response payload size exceeded maximum allowed payload size (%d bytes)." % LARGEST_RESULT)
        return b"R", body
    except Exception as error:  # noqa: BLE001 - SystemExit and the like end the process, as they do on AWS
        return b"E", describe(error)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001 - the function may have closed or replaced it
            pass


def serve(handler, pid):
    while True:
        lengths = read(8)
        if lengths is None:
            return
        head = parse(read(int.from_bytes(lengths[:4], "little")))
        event = read(int.from_bytes(lengths[4:], "little"))
        STATE["request_id"] = head["requestId"]
        if head.get("traceId") != STATE["trace"]:
            set_trace(head.get("traceId"))
        kind, body = invoke(handler, head, event)
        flush()
        # A child that the handler forked returns through the same code; the parent answers.
        if posix.getpid() != pid:
            posix._exit(0)
        answer(kind, body)


def set_trace(header):
    """Where AWS's libraries look for the trace; most invocations belong to none."""
    STATE["trace"] = header
    # The module os copies the environment when it is first imported.
    environ = sys.modules["os"].environ if "os" in sys.modules else None
    if environ is not None and header is not None:
        environ[TRACE] = header
    elif environ is not None:
        environ.pop(TRACE, None)
    elif header is not None:
        posix.environ[TRACE.encode()] = header.encode()
        posix.putenv(TRACE, header)
    else:
        posix.environ.pop(TRACE.encode(), None)
        posix.unsetenv(TRACE)


class LoggingWatch:
    """Gives the root logger AWS's handler when, and only when, the function imports logging."""

    def find_spec(self, name, path, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        import _frozen_importlib

        spec = _frozen_importlib._find_spec(name, path)
        spec.loader = WatchedLoader(spec.loader)
        return spec


class WatchedLoader:
    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        import thaw_logging

        thaw_logging.install(module, STATE)


def prepare():
    """What the site module and AWS's runtime do before a function is imported."""
    for name in ("stdout", "stderr"):
        getattr(sys, name).reconfigure(line_buffering=True, errors="backslashreplace")
    import builtins
    from _sitebuiltins import Quitter

    builtins.exit, builtins.quit = Quitter("exit", "Ctrl-D"), Quitter("quit", "Ctrl-D")
    version = "/opt/python/lib/python%d.%d/site-packages" % sys.version_info[:2]
    runtime = sys.path[0]
    place, *paths = libraries()
    own = {"first": [LIBRARIES, TASK], "later": [TASK, LIBRARIES], "": [TASK]}[place]
    sys.path[0:1] = [*own, *(folder for folder in (version, LAYERS) if is_there(folder)), runtime]
    if paths:
        import site

        for name in paths:
            site.addpackage(LIBRARIES, name, None)
    sys.meta_path.insert(0, LoggingWatch())
    posix.set_inheritable(CHANNEL, False)


def libraries():
    """Where the folder of libraries comes on the path, then its .pth files' names."""
    try:
        file = posix.open(LIBRARIES + "/.thaw", posix.O_RDONLY)
    except OSError:
        return [""]
    text = posix.read(file, 65536).decode()
    posix.close(file)
    return text.split("\n")


def told_modules():
    """What an image could hold of the modules that are there: all but the function's own."""
    names = []
    for name, module in list(sys.modules.items()):
        origin = getattr(getattr(module, "__spec__", None), "origin", None)
        if name not in OURS and not (isinstance(origin, str) and origin.startswith((TASK + "/", LAYERS + "/"))):
            names.append(name)
    return " ".join(names).encode("utf-8", "replace")


def is_there(path):
    try:
        posix.stat(path)
        return True
    except OSError:
        return False


def run_hooks(name):
    """Those of functions and libraries around a snapshot; hardly any function has some."""
    if "snapshot_restore_py" in sys.modules:
        import thaw_hooks

        getattr(thaw_hooks, name)()


def preload():
    if is_there(PACKAGE):
        import thaw_preload

        thaw_preload.run(PACKAGE)


def main(is_restored=False):
    """`is_restored`: this process comes from a template, in which libraries may have registered hooks."""
    started = time.monotonic_ns()
    tells_modules = sys.argv[1:] == [TELL_MODULES]
    del sys.argv[1:]
    prepare()
    try:
        if is_restored:
            run_hooks("after_restore")
        handler = load(ENVIRONMENT["_HANDLER"])
        preload()
        if ENVIRONMENT.get("AWS_LAMBDA_INITIALIZATION_TYPE") == SNAP_START:
            run_hooks("before_snapshot")
            run_hooks("after_restore")
    except Exception as error:  # noqa: BLE001 - whatever the function's modules raise
        body = describe(error)
        flush()
        answer(b"F", body)
        return
    flush()
    times = b"%d %d" % (started, time.monotonic_ns())
    answer(b"I", times + b" " + told_modules() if tells_modules else times)
    serve(handler, posix.getpid())
