"""Imports a module from two folders, each in a process of its own, and says what each shows. One job a line, JSON.

In: {"folders": [...], "module": name, "run": [code, ...], "star": bool}. Out: a list with what each folder gave.
"""
import json
import os
import sys
import traceback
import types


def value(item, depth=0):
    if isinstance(item, types.ModuleType):
        return "module " + item.__name__
    if isinstance(item, (type, types.FunctionType, types.BuiltinFunctionType)):
        return "%s %s.%s" % (type(item).__name__, item.__module__, item.__qualname__)
    if isinstance(item, (list, tuple)) and depth < 3:
        return [value(part, depth + 1) for part in item]
    if isinstance(item, (int, float, str, bytes, bool, type(None), complex, dict, set, frozenset)):
        return repr(item)
    return "instance of %s.%s" % (type(item).__module__, type(item).__qualname__)


def frames(error, folder):
    """Where an error came from, inside the folder; functions that rewriting added are not the module's own."""
    found = [
        [os.path.relpath(frame.filename, folder), frame.lineno, frame.name]
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(folder) and not frame.name.startswith(("_thaw", "<lambda>", "__getattr__"))]
    return found


def attempt(action, folder):
    try:
        return value(action())
    except BaseException as error:
        return [type(error).__name__, str(error).replace(folder, ""), frames(error, folder)]


def look(job, folder):
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    seen = {}
    space = {}

    def load():
        space["m"] = __import__(job["module"], fromlist=["*"] if False else ["__name__"])

    seen["import"] = attempt(load, folder)
    module = space.get("m")
    if module is not None:
        if job.get("lists"):
            seen["before"] = sorted(name for name in sys.modules if name in job["lists"])
        seen["run"] = []
        for code in job["run"]:
            def run():
                local = {"m": module}
                exec(compile(code, "<run>", "exec"), local)
                return local.get("result")
            seen["run"].append(attempt(run, folder))
        names = dir(module)
        seen["dir"] = names
        seen["names"] = {name: attempt(lambda: getattr(module, name), folder) for name in names
                         if name not in ("__builtins__", "__spec__", "__loader__", "__cached__", "__file__", "__path__", "__annotate__")}
        if job.get("star"):
            def star():
                local = {}
                exec("from %s import *" % job["module"], local)
                return sorted(name for name in local if name != "__builtins__")
            seen["star"] = attempt(star, folder)
    return seen


def in_child(job, folder):
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(read)
            os.dup2(2, 1)
            with os.fdopen(write, "w") as stream:
                stream.write(json.dumps(look(job, folder)))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"died": True}


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps([in_child(job, folder) for folder in job["folders"]]), flush=True)
