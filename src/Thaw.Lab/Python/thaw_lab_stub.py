"""Runs before the function in a measured process: one source file gets other code, everything else stays as it is.

Both sides of a comparison run this file, one with the code of the original source, the other with the code in which
import statements were replaced, so that what this file itself costs is the same on both. It loads nothing that a
bare interpreter has not loaded, because the function must not find anything loaded that it would have to load.

FILE and CODE are put before this text: the path of the source, and the path of its marshalled code.
"""
import builtins
import marshal
import posix
import sys

import _frozen_importlib_external as external

CALLED = []

def read(path):
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


def note_call(name):
    """Leaves a file that says what was called first: work that goes with the stub and is no import."""
    if not CALLED:
        CALLED.append(name)
        descriptor = posix.open(CODE + ".called", posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o600)
        try:
            posix.write(descriptor, name.encode("utf-8", "replace"))
        finally:
            posix.close(descriptor)


class StubBase:
    """What a class gets as its base where the source names a stub."""

    def __init__(self, *arguments, **options):
        pass

    def __init_subclass__(cls, **options):
        pass

    def __class_getitem__(cls, item):
        return cls

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return Stub(name)


class Stub:
    """Stands for anything that was not imported: whatever module-level code does with it goes on."""

    __slots__ = ("_name", "__dict__")

    def __init__(self, name="stub"):
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name):
        if name == "__version__":
            return "9999.0.0"
        if name == "__file__":
            return "/nonexistent/stub.py"
        if name in ("__name__", "__qualname__"):
            return self._name
        if name in ("__all__", "__path__"):
            return []
        if name[:2] == "__" and name[-2:] == "__":
            raise AttributeError(name)
        made = Stub(self._name + "." + name)
        self.__dict__[name] = made
        return made

    def __call__(self, *arguments, **options):
        # A decorator hands its function on; everything else that is called gives a further stub.
        if len(arguments) == 1 and not options and (isinstance(arguments[0], type) or hasattr(arguments[0], "__code__")):
            return arguments[0]
        note_call(self._name)
        return Stub(self._name + "()")

    def __mro_entries__(self, bases):
        return () if StubBase in bases or bases[0] is not self else (StubBase,)

    def __instancecheck__(self, instance):
        return False

    def __subclasscheck__(self, subclass):
        return False

    def __getitem__(self, key):
        return Stub(self._name + "[]")

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __contains__(self, item):
        return False

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other

    def __index__(self):
        return 1

    __int__ = __index__

    def __float__(self):
        return 1.0

    def __str__(self):
        return self._name

    def __fspath__(self):
        return "/nonexistent/" + self._name

    def __lt__(self, other):
        return False

    def __ge__(self, other):
        return True

    __gt__ = __ge__
    __le__ = __lt__

    def _operation(self, *others):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operation
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _operation
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __invert__ = __lshift__ = __rshift__ = _operation


class Beside:
    """A package that is loaded, with a stub for every submodule that is not."""

    def __init__(self, package):
        self.__dict__["_package"] = package

    def __getattr__(self, name):
        # Not getattr: a package may load its submodules in a __getattr__ of its own.
        held = self._package.__dict__
        return held[name] if name in held else Stub(self._package.__name__ + "." + name)

    def __setattr__(self, name, value):
        setattr(self._package, name, value)


class Replacement:
    """What replaced statements call. It loads nothing: it binds what is loaded, and stubs for the rest."""

    def module(self, name):
        """For `import NAME as x`."""
        return sys.modules.get(name) or Stub(name)

    def top(self, name):
        """For `import NAME`, which binds the first part of the name."""
        first = name.partition(".")[0]
        loaded = sys.modules.get(first)
        if loaded is None:
            return Stub(first)
        return loaded if name in sys.modules else Beside(loaded)

    def name(self, package, level, module, name):
        """For `from MODULE import NAME`."""
        full = self.resolve(package, level, module)
        loaded = sys.modules.get(full)
        if loaded is not None and name in loaded.__dict__:
            return loaded.__dict__[name]
        return sys.modules.get(full + "." + name) or Stub(full + "." + name)

    def star(self, package, level, module, names):
        """For `from MODULE import *`: a mapping of names; `names` are those that the module has once it is loaded."""
        return {name: self.name(package, level, module, name) for name in names}

    def resolve(self, package, level, module):
        if level == 0:
            return module
        for _ in range(level - 1):
            package = package.rpartition(".")[0]
        return package + "." + module if module else package


def install(file, code):
    inherited = external.SourceFileLoader.get_code

    def get_code(self, fullname):
        return code if self.path == file else inherited(self, fullname)

    external.SourceFileLoader.get_code = get_code


builtins.__thaw_stub__ = Replacement()
install(FILE, marshal.loads(read(CODE)))
