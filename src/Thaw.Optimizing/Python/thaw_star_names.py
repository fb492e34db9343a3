"""Writes down which names `from module import *` binds, for modules that the function loads.

Executed before the function's handler is imported; it imports the handler's module itself, in the way that the
function is started, so that packages are initialised in their usual order.
"""
import json
import sys


def star_names(module):
    listed = getattr(module, "__all__", None)
    if listed is None:
        return [name for name in vars(module) if isinstance(name, str) and not name.startswith("_")]
    return [name for name in listed if isinstance(name, str)]


def is_seen(module, name, importers):
    """False for a module below it that was loaded only after a star import of it: the importer has no such name."""
    inner = sys.modules.get("%s.%s" % (module.__name__, name))
    if inner is None or vars(module).get(name) is not inner:
        return True
    loaded = [sys.modules[importer] for importer in importers if importer in sys.modules]
    return any(name in vars(importer) for importer in loaded)


def run(entry, modules, path):
    """`modules`: by module that is imported with a star, the modules that do so."""
    try:
        __import__(entry)
    except BaseException:
        pass  # what was loaded until then still counts; that it fails is for others to say
    found = {}
    for name, importers in modules.items():
        module = sys.modules.get(name)
        if module is not None:
            found[name] = sorted(item for item in set(star_names(module)) if is_seen(module, item, importers))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file)
