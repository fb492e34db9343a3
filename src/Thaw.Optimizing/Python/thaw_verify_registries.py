"""What modules hold of each other: plugin registries, patched attributes, registered classes; as plain data.

Only what comes from another module than the one that holds it is listed, or, in small containers, plain data: that
is what a module's import can have left in somebody else's.
"""
import sys

MOST_ENTRIES = 300
PLAIN = (bool, int, float, complex, str, bytes, type(None))
# Held by the interpreter and compared as what they are (thaw_verify_state), or nobody's registration at all.
NO_REGISTRIES = ("sys", "copyreg", "warnings", "os", "typing", "gc")
CONTAINERS = (dict, list, set, frozenset, tuple)
FUNCTION = type(lambda: None)


def is_library(name, standard):
    return name.partition(".")[0] in standard


def owner_or_plain(thing, state):
    return "" if type(thing) in PLAIN + CONTAINERS else state["owner_of"](thing)


def items_of(container):
    """(key, value) of each entry; the elements of a list or set are their own keys."""
    items = container.items() if isinstance(container, dict) else [(item, item) for item in container]
    return list(items)


def entry(holder, key, value, state):
    subject = value if owner_or_plain(value, state) else key
    return ("registry", "%s[%s]" % (holder, state["text_of"](key)), state["text_of"](value), owner_or_plain(subject, state))


def is_namespace(container):
    """True for the names of a module, which somebody keeps: they are compared as that module's."""
    name = container.get("__name__") if type(container) is dict else None
    module = sys.modules.get(name) if isinstance(name, str) else None
    try:
        return module is not None and object.__getattribute__(module, "__dict__") is container
    except Exception:
        return False


def container_entries(home, holder, container, state):
    name = holder[len(home):].lower()
    is_memory = "cache" in name or "memo" in name.replace(".", "_").split("_")
    if home in NO_REGISTRIES or is_memory or is_namespace(container):
        return
    try:
        items = items_of(container)
    except Exception:
        return  # of a kind whose own code refuses, or changed by another thread
    small = len(items) <= MOST_ENTRIES
    for key, value in items:
        owner = owner_or_plain(value, state) or owner_or_plain(key, state)
        if owner == home or (not owner and not small):
            continue
        yield entry(holder, key, value, state)


def dispatch_entries(home, holder, function, state):
    for kind, target in list(getattr(function, "registry", {}).items()):
        if state["owner_of"](target) != home:
            yield ("dispatch", "%s(%s)" % (holder, state["named"](kind)), state["named"](target), state["owner_of"](kind))


def class_entries(home, holder, kind, state):
    for name, value in list(vars(kind).items()):
        if type(value) is FUNCTION and value.__module__ != home and not name.startswith("__"):
            yield ("attribute", "%s.%s" % (holder, name), state["named"](value), state["owner_of"](value))
        elif type(value) in (dict, list, set) and not name.startswith("__"):
            yield from container_entries(home, "%s.%s" % (holder, name), value, state)
    if "_abc_impl" in vars(kind):
        for reference in list(dump(kind)[0]):
            registered = reference()
            if registered is not None:
                yield ("abstract class", "%s(%s)" % (holder, state["named"](registered)), "", state["owner_of"](registered))


def attribute_entries(home, name, value, state, standard):
    """Of one name of a module. A holder is what can hold entries: without it they are not lost, but not there yet."""
    holder = "%s.%s" % (home, name)
    if isinstance(value, type):
        if value.__module__ == home:
            yield "holder", holder, "", ""
            yield from class_entries(home, holder, value, state)
            return
    elif type(value) is FUNCTION and value.__module__ == home and value.__qualname__ == name:
        return
    elif isinstance(value, (dict, list, set)) and type(value).__module__ in ("builtins", "collections"):
        yield "holder", holder, "", ""
        yield from container_entries(home, holder, value, state)
        return
    elif hasattr(value, "registry") and hasattr(value, "dispatch"):
        yield "holder", holder, "", ""
        yield from dispatch_entries(home, holder, value, state)
        return
    elif not is_library(type(value).__module__, standard) and type(value).__module__ != "builtins":
        yield "holder", holder, "", ""
        yield from instance_entries(home, holder, value, state)
    yield ("attribute", holder, state["text_of"](value), state["owner_of"](value))


def instance_entries(home, holder, value, state):
    scope = getattr(value, "__dict__", None)
    for name, part in list(scope.items()) if type(scope) is dict else ():
        if type(part) in (dict, list, set):
            yield from container_entries(home, "%s.%s" % (holder, name), part, state)


def entries(state, standard):
    """Of all modules that are loaded. `state` is the scope of thaw_verify_state, `standard` names the library."""
    found = []
    for home, module in list(sys.modules.items()):
        if home.startswith("_thaw") or home == "__main__" or not isinstance(module, type(sys)):
            continue
        library = is_library(home, standard)
        for name, value in list(vars(module).items()):
            if name in state["NATURAL"] or name.startswith("_thaw"):
                continue
            try:
                new = list(attribute_entries(home, name, value, state, standard))
            except Exception:
                continue  # the object's own code refused to be looked at
            found.extend(item + (home,) for item in new if not library or foreign(item, standard))
    return state["counted"](found)


def foreign(item, standard):
    """The standard library holds much of its own; only what others put there is of interest."""
    return item[3] not in ("", "__main__") and not is_library(item[3], standard)


def standard_library():
    names = getattr(sys, "stdlib_module_names", None)  # 3.10
    if names is None:
        folder = sys.modules["os"].__file__.rpartition("/")[0]
        names = {name.partition(".")[0] for name in sys.modules["os"].listdir(folder)} | set(sys.builtin_module_names)
    return frozenset(names) | {"_sysconfigdata", "sitecustomize"}


def dump(kind):
    import _abc

    return _abc._get_dump(kind)
