"""Put into packages by thaw optimize: leads the edited modules of a library on to their originals."""
import sys
from posix import stat

HERE = __file__.rpartition("/")[0]


def lead(scope):
    """Gives a module of the overlay the place of its original: __file__, loader, resources, and what lies beside it."""
    spec = scope["__spec__"]
    parent, _, leaf = spec.name.rpartition(".")
    is_package = spec.origin.endswith("/__init__.py")
    ending = "/" + leaf + ("/__init__.py" if is_package else ".py")
    here = stat(spec.origin)
    for folders, ending in (
            (sys.modules[parent].__path__ if parent else sys.path, ending),
            # A module may be known by a name that does not say where its file is: pkg_resources.extern does that.
            (sys.path if spec.origin.startswith(HERE + "/") else (), spec.origin[len(HERE):])):
        for folder in folders:
            file = (folder or ".") + ending
            try:
                found = stat(file)
            except OSError:
                continue
            if found.st_ino == here.st_ino and found.st_dev == here.st_dev:
                continue
            if is_package:
                scope["__path__"].append(file[:-12])
            spec.loader = loader = type(spec.loader)(spec.name, file)
            spec.origin = file
            scope.update(__file__=file, __loader__=loader)
            return loader
    raise ImportError("the original of %s is not on sys.path" % spec.name, name=spec.name)
