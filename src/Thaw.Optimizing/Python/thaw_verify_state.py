"""What code that runs later can see of earlier imports, beside the modules themselves, as plain data.

An entry is (kind, key, value, owner, home): the owner is the module of the object that is registered, the home the
module that holds it, so that a rule can tell a module's own business from everybody's. Nothing is imported that is not built into the interpreter: what is
compared must not be disturbed by looking at it, so a module that is not loaded has no entries.
"""
import _signal
import _thread
import builtins
import posix
import sys

MOST_TEXT = 2000  # not cut shorter: the functions' folders have paths of different lengths, which are mapped later
NATURAL = ("__name__", "__doc__", "__file__", "__path__", "__spec__", "__loader__", "__package__", "__cached__",
           "__builtins__", "__annotations__", "__warningregistry__", "__dict__", "__getattr__", "__dir__", "__all__",
           "__conditional_annotations__", "__annotate__", "__lazy_modules__")


def named(thing):
    """A function, class or module by its qualified name, anything else by that of its type."""
    if isinstance(thing, type(sys)):
        return "module " + str(vars(thing).get("__name__"))
    try:
        name = getattr(thing, "__qualname__", None)
        home = getattr(thing, "__module__", None)
    except Exception:
        name = home = None
    if isinstance(name, str):
        return "%s:%s" % (home or "", name)
    return "a %s:%s" % (type(thing).__module__, type(thing).__qualname__)


def owner_of(thing):
    """The module that a thing comes from, or an empty text for plain data."""
    if isinstance(thing, type(sys)):
        return str(vars(thing).get("__name__"))
    try:
        home = getattr(thing, "__module__", None)
    except Exception:
        home = None
    home = home if isinstance(home, str) else type(thing).__module__
    return "" if home == "builtins" else str(home)


def text_of(thing):
    """Plain data by its text, everything else by its name."""
    if type(thing) in (str, bytes) and len(thing) > MOST_TEXT:
        return "%s... (%d)" % (repr(thing[:20]), len(thing))
    if thing is None or type(thing) in (bool, int, float, complex, str, bytes):
        return repr(thing)
    if type(thing) in (tuple, list, frozenset, set) and len(thing) <= 8:
        parts = [text_of(item) for item in thing]
        return "%s(%s)" % (type(thing).__name__, ", ".join(parts if type(thing) in (tuple, list) else sorted(parts)))
    return named(thing)


def module(name):
    return sys.modules.get(name)


def settings():
    """Values of the interpreter and the process that exist once."""
    yield "recursion limit", sys.getrecursionlimit()
    yield "switch interval", sys.getswitchinterval()
    yield "default encoding", sys.getdefaultencoding()
    yield "file system encoding", sys.getfilesystemencoding() + " " + sys.getfilesystemencodeerrors()
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name, None)
        yield "sys." + name, (named(stream), getattr(stream, "encoding", None), getattr(stream, "errors", None))
    for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook"):
        yield "sys." + name, getattr(sys, name, None)
    for place, item in enumerate(sys.path):
        yield "sys.path[%d]" % place, str(item)
    yield "working folder", posix.getcwd()
    mask = posix.umask(0o77)
    posix.umask(mask)
    yield "umask", mask
    yield "profile and trace functions", (sys.getprofile(), sys.gettrace())
    yield "threads", _thread._count()
    yield from library_settings()


def library_settings():
    """Values of the standard library; each only where it is not the default, as its module may not be loaded."""
    collector, threading, socket = module("gc"), module("threading"), module("socket")
    if collector is not None:
        if not collector.isenabled():
            yield "gc", "disabled"
        yield from [("gc threshold", collector.get_threshold())] if collector.get_threshold()[0] != DEFAULT_GC else ()
    if threading is not None and named(threading.excepthook) != "_thread:_excepthook":
        yield "threading.excepthook", threading.excepthook
    if socket is not None and socket.getdefaulttimeout() is not None:
        yield "socket default time-out", socket.getdefaulttimeout()
    decimal = module("decimal")
    if decimal is not None:
        context = decimal.getcontext()
        if (context.prec, context.rounding) != (28, "ROUND_HALF_EVEN"):
            yield "decimal context", (context.prec, context.rounding)
    for kind in range(7):
        try:
            yield "locale %d" % kind, LOCALE.setlocale(kind, None) if LOCALE else None
        except Exception:
            return


def signals():
    for number in range(1, _signal.NSIG):
        try:
            handler = _signal.getsignal(number)
        except ValueError:
            continue
        yield "signal", str(number), text_of(handler), owner_of(handler) if callable(handler) else ""


def loggers():
    logging = module("logging")
    if logging is None or not hasattr(logging, "root"):
        return
    found = [("root", logging.root)] + list(logging.root.manager.loggerDict.items())
    for name, logger in found:
        if not isinstance(logger, logging.Logger):
            continue  # a placeholder for a parent that nobody asked for
        handlers = [named(item)[2:] + "/%s" % item.level for item in list(logger.handlers)]
        parts = [] if logger.level == (logging.WARNING if name == "root" else 0) else ["level %s" % logger.level]
        parts += ["handler " + item for item in handlers] + ["filter " + named(item) for item in list(logger.filters)]
        parts += [] if logger.propagate else ["no propagation"]
        parts += ["disabled"] if logger.disabled else []
        if parts:
            yield "logger", name, "; ".join(parts), name
    for level, name in sorted(logging._levelToName.items()):
        if level not in (0, 10, 20, 30, 40, 50):
            yield "log level", str(level), name, ""
    for kind, value, usual in (("class", logging.getLoggerClass(), logging.Logger),
                               ("factory", logging.getLogRecordFactory(), logging.LogRecord),
                               ("disabled below", logging.root.manager.disable, 0)):
        if value is not usual:
            yield "logging", kind, text_of(value), ""


def warning_filters():
    for action, message, category, where, line in list(module("warnings").filters if module("warnings") else ()):
        patterns = [item if isinstance(item, str) or item is None else item.pattern for item in (message, where)]
        key = "%s %s message %r module %r line %s" % (action, named(category), patterns[0], patterns[1], line)
        yield "warnings filter", key, "\n".join(item or "" for item in patterns), owner_of(category)


def codecs():
    """Codec search functions and error handlers are kept where only the collector leads to."""
    gc = __import__("gc")
    search = vars(sys.modules["encodings"])["search_function"]
    for holder in gc.get_referrers(search):
        if type(holder) is list and all(callable(item) for item in holder):
            for item in holder:
                yield "codec search function", named(item), "", owner_of(item)
    strict = sys.modules["codecs"].lookup_error("strict")
    for holder in gc.get_referrers(strict):
        if type(holder) is dict and "strict" in holder and "xmlcharrefreplace" in holder and "__name__" not in holder:
            for name, item in holder.items():
                yield "codec error handler", str(name), named(item), owner_of(item)


def registrations():
    copyreg = module("copyreg")
    for kind, function in list(copyreg.dispatch_table.items()) if copyreg else ():
        if owner_of(function) != "copyreg":
            yield "copyreg", named(kind), named(function), owner_of(kind)
    for item in list(sys.meta_path):
        yield "sys.meta_path", named(item), "", owner_of(item)
    for item in list(sys.path_hooks):
        yield "sys.path_hooks", named(item), "", owner_of(item)
    for name, value in list(module("os").environ.items()):
        if name != "THAW_OWNER":
            yield "environment variable", name, value, ""
    for item in ATEXIT:
        yield "atexit", named(item), "", owner_of(item)
    for name, value in list(vars(builtins).items()):
        if name != "_" and owner_of(value) not in ("", "_sitebuiltins", "_frozen_importlib", "io", "_io"):
            yield "builtins", name, text_of(value), owner_of(value)


def entries():
    """Everything that is cheap to see; taken after every phase."""
    found = [("setting", key, text_of(value), "", "") for key, value in settings()]
    for source in (signals, loggers, warning_filters, codecs, registrations):
        found.extend(item + ("",) for item in source())
    return counted(found)


def counted(found):
    """The same thing registered twice counts twice."""
    seen = {}
    result = []
    for kind, key, value, owner, home in found:
        number = seen[kind, key] = seen.get((kind, key), 0) + 1
        result.append((kind, key if number == 1 else "%s (%d)" % (key, number), value, owner, home))
    return result


def watch_exits():
    """Notes what is registered to run at exit: the interpreter does not tell."""
    import atexit

    register, unregister = atexit.register, atexit.unregister

    def noting(function, *arguments, **named_arguments):
        ATEXIT.append(function)
        return register(function, *arguments, **named_arguments)

    def forgetting(function):
        ATEXIT[:] = [item for item in ATEXIT if item != function]
        return unregister(function)

    for name, function in (("register", noting), ("unregister", forgetting)):
        function.__name__ = function.__qualname__ = name
        function.__module__ = "atexit"
        setattr(atexit, name, function)


ATEXIT = []
DEFAULT_GC = __import__("gc").get_threshold()[0]
LOCALE = __import__("_locale") if "_locale" in sys.builtin_module_names else None
