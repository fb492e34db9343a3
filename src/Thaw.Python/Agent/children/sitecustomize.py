"""Records the start of a Python process that a profiled one started: what it imports, how long it lives.

The interpreter's site module imports this file because _thaw_agent put its folder into PYTHONPATH. Whatever goes wrong
here must not reach the program, which then runs as it would without Thaw. The program finds neither this folder on
sys.path nor this module: a sitecustomize of its own is imported in its place.
"""
import time

first_ns, used_ns = time.monotonic_ns(), time.process_time_ns()

import sys  # noqa: E402  the clocks come first


def command():
    """The interpreter's own words; from 3.10 on it keeps them, also where a loader was put before it."""
    kept = getattr(sys, "orig_argv", None)
    if kept:
        return kept
    with open("/proc/self/cmdline", "rb") as file:
        return file.read().decode("utf-8", "replace").split("\0")[:-1]


def record(folder, output_folder):
    import atexit
    import posix

    agent = folder.rpartition("/")[0]
    sys.path.insert(0, agent)
    try:
        import _thaw_agent
        import _thaw_imports
    finally:
        sys.path.remove(agent)
    own = posix.getpid()
    # One process may be several programs, one after the other (os.execv): each has a file of its own.
    output = _thaw_agent.Output("%s/%d-%d" % (output_folder, own, first_ns))
    output.add("child", own, posix.getppid(), tuple(command()), sys.version.split()[0], first_ns, used_ns)
    output.flush()
    tracer = _thaw_imports.Tracer({"mode": "time", "heap": False}, output)
    tracer.begin("init", -1)

    def finish():
        if posix.getpid() != own:
            return  # a fork of this process
        ended = time.monotonic_ns()
        try:
            tracer.end()
            tracer.report(output)
            output.add("life", ended, _thaw_agent.memory()[1])
            output.add("end")
            output.flush()
        except Exception:
            pass  # the folder is gone: whoever asked is gone, too

    atexit.register(finish)  # the first to be registered is the last to be called


def leave(folder):
    """Makes way for the sitecustomize that this one hides, if there is one."""
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    sys.path_importer_cache.pop(folder, None)
    this = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        # The import system looks for this module once more when it returns.
        sys.modules.setdefault("sitecustomize", this)


def start():
    import os

    folder = __file__.rpartition("/")[0]
    output_folder = os.environ.get("THAW_CHILDREN")
    leave(folder)
    if output_folder:
        try:
            record(folder, output_folder)
        except Exception:
            pass  # an interpreter that the instruments do not know, or a folder that is gone


start()
