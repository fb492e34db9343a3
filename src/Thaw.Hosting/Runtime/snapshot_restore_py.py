"""AWS's interface for hooks around a snapshot. A function that brings a package of this name has that one."""

_before, _after = [], []


def register_before_snapshot(func, *args, **kwargs):
    """Has `func(*args, **kwargs)` called before a snapshot is made; what was registered last comes first. Also a decorator."""
    _before.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    """Has `func(*args, **kwargs)` called when a process goes on from a snapshot; what was registered first comes first. Also a decorator."""
    _after.append((func, args, kwargs))
    return func


def get_before_snapshot():
    """The hooks that have not run yet: function, positional and named arguments of each, in the order in which they were registered."""
    return _before


def get_after_restore():
    """As get_before_snapshot()."""
    return _after
