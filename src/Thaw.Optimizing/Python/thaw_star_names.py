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


def run(entry, modules, path):
    try:
        __import__(entry)
    except BaseException:
        pass  # what was loaded until then still counts; that it fails is for others to say
    found = {}
    for name in modules:
        module = sys.modules.get(name)
        if module is not None:
            found[name] = sorted(set(star_names(module)))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file)
