"""Runs work in forks of this process, each from the same state, and brings back plain data."""
import marshal
import posix
import sys
import time

STEP_S = 0.002


def run(work, path, limit_s):
    """(outcome, data): 'done' and what the work returned, or 'died' or 'hangs' and a text."""
    try:
        pid = posix.fork()
    except Exception as error:  # the function turned the warning about threads into an error, or a limit is reached
        return "nofork", str(error)
    if pid == 0:
        child(work, path)
    status = wait(pid, time.monotonic() + limit_s)
    if status is None:
        posix.kill(pid, 9)
        posix.waitpid(pid, 0)
        return "hangs", "no end after %d s" % limit_s
    if status != 0:
        return "died", "ended with status %d" % status
    return "done", take(path)


def child(work, path):
    """Never returns: what runs after it belongs to the parent."""
    try:
        data = marshal.dumps(work(), 2)
        descriptor = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC, 0o600)
        view = memoryview(data)
        while view:
            view = view[posix.write(descriptor, view):]
        posix._exit(0)
    finally:
        posix._exit(1)


def wait(pid, end):
    while True:
        done, status = posix.waitpid(pid, posix.WNOHANG)
        if done:
            return status
        if time.monotonic() > end:
            return None
        time.sleep(STEP_S)


def take(path):
    agent = sys.modules["_thaw_agent"]
    data = marshal.loads(agent.read_file(path))
    posix.unlink(path)
    return data
