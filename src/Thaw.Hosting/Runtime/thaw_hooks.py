"""Runs the hooks that were registered with snapshot_restore_py: Thaw's, or the one that the function brings. Each runs once.

For whoever makes snapshots: before_snapshot() at the end of the init phase, after_restore() in each process that goes on from
there. A template is a snapshot as well: the hooks of its libraries run before its first fork, and in each fork.
"""
import sys

import _signal

import thaw_runtime

LIMIT = 10  # s, for all hooks of one restore; AWS's


class Late(BaseException):
    """No Exception: hooks may catch those."""


def before_snapshot():
    hooks = registered("get_before_snapshot")
    try:
        while hooks:
            call(*hooks.pop())
    except Exception as error:
        raise fault("Runtime.BeforeSnapshotError", error) from error


def after_restore():
    hooks = registered("get_after_restore")
    if not hooks:
        return
    try:
        previous = _signal.signal(_signal.SIGALRM, late)
        try:
            _signal.setitimer(_signal.ITIMER_REAL, LIMIT)
            while hooks:
                call(*hooks.pop(0))
        finally:
            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, _signal.SIG_DFL if previous is None else previous)
    except Late:
        raise thaw_runtime.Fault("SnapStartTimeoutException", "The hooks after restore took longer than %g seconds" % LIMIT) from None
    except Exception as error:
        raise fault("Runtime.AfterRestoreError", error) from error


def registered(name):
    return getattr(sys.modules["snapshot_restore_py"], name)()


def call(function, positional, named):
    function(*positional, **named)


def late(number, frame):
    raise Late


def fault(kind, error):
    trace = [frame for frame in thaw_runtime.frames(error) if __file__ not in frame]
    return thaw_runtime.Fault(kind, "%s: %s" % (type(error).__name__, error), trace)
