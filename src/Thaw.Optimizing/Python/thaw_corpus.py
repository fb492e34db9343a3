"""Imports many modules and says what their names are; some may be replaced by rewritten sources.

usage: thaw_corpus.py JOB RESULT. JOB is JSON: {"modules": [...], "sources": {module: file}, "stars": [...]}.
RESULT, JSON: {"names": {module: {name: description}}, "problems": {module: text}, "stars": {module: [name, ...]}}.
Read by RewriteCorpus.
"""
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import sys
import types
import warnings

# Attributes that say where a module came from, or that belong to a process and not to the module.
UNTOLD = {
    "__builtins__", "__cached__", "__loader__", "__spec__", "__warningregistry__", "__annotate__",
    "__conditional_annotations__", "__getattr__", "__dir__"}


class Rewritten(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, source):
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname):
        with open(self.source, "rb") as file:
            return compile(file.read(), self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Gives modules their new sources; their files and packages stay where they are."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path, target=None):
        source = self.sources.get(name)
        if source is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Rewritten(name, spec.loader.path, source)
        return spec


def describe(value):
    if isinstance(value, types.ModuleType):
        return "module " + value.__name__
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return "%s %s.%s" % (type(value).__name__, value.__module__, value.__qualname__)
    if isinstance(value, (bool, int, float, str, bytes, type(None))):
        return repr(value)[:200]
    return "instance of %s.%s" % (type(value).__module__, type(value).__qualname__)


def resolve(module, name):
    try:
        return describe(getattr(module, name))
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def star_names(module):
    names = getattr(module, "__all__", None)
    return sorted(set(names if names is not None else (name for name in vars(module) if name[0] != "_")))


def main(job_file, result_file):
    with open(job_file) as file:
        job = json.load(file)
    # Modules of a library may print or warn when they are imported; neither is of interest.
    sys.stdout = io.StringIO()
    warnings.simplefilter("ignore")
    sys.meta_path.insert(0, Finder(job["sources"]))
    loaded, problems = {}, {}
    for name in [*job["stars"], *job["modules"]]:
        try:
            loaded[name] = importlib.import_module(name)
        except BaseException as error:
            problems[name] = ("%s: %s" % (type(error).__name__, error)).splitlines()[0]
    asked = job.get("names", {})
    result = {
        "stars": {name: star_names(loaded[name]) for name in job["stars"] if name in loaded},
        "names": {
            name: {item: resolve(loaded[name], item) for item in asked.get(name, dir(loaded[name])) if item not in UNTOLD}
            for name in job["modules"] if name in loaded},
        "problems": problems,
    }
    with open(result_file, "w") as file:
        json.dump(result, file)


main(*sys.argv[1:])
