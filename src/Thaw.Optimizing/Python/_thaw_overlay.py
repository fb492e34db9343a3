"""Put into packages by thaw optimize: leads the edited modules of a library on to their originals."""
import sys
from posix import stat


def lead(scope):
    """Gives a module of the overlay the place of its original: __file__, loader, resources, and what lies beside it."""
    spec = scope["__spec__"]
    path = scope.get("__path__")
    parent, _, leaf = spec.name.rpartition(".")
    ending = "/" + leaf + ("/__init__.py" if path is not None else ".py")
    here = stat(spec.origin)
    for folder in sys.modules[parent].__path__ if parent else sys.path:
        file = (folder or ".") + ending
        try:
            found = stat(file)
        except OSError:
            continue
        if found.st_ino == here.st_ino and found.st_dev == here.st_dev:
            continue
        if path is not None:
            path.append(file[:-12])
        spec.loader = loader = type(spec.loader)(spec.name, file)
        spec.origin = file
        scope.update(__file__=file, __loader__=loader)
        return loader
    raise ImportError("the original of %s is not on sys.path" % spec.name, name=spec.name)
