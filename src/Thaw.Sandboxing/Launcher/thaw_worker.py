"""A program of the host's that stays in a sandbox and keeps all of its rights, to bring a process to life there or to take one apart.

It starts before anything of a function is in the sandbox, so that nobody can get in its way, and serves one request. It is asked over a
socket that process 1 has made: it looks for the asking process's descriptors in /proc, by the number which that process has in here.
"""

import os
import signal
import socket

import thaw_kernel as kernel
import thaw_program
import thaw_root

# As SandboxWorker.cs knows them.
SOCKET, FOLDER = 60, 100
LAST_PID = thaw_root.HOST + "/proc/sys/kernel/ns_last_pid"
NULL = "/dev/null"


def start(arguments, user, descriptors):
    """`arguments`: absolute paths in them are the host's. `descriptors` follow the socket's number.

    `user`: the real one; the effective one is root, with all rights. Returns the host's end of the socket."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        command = [thaw_root.HOST + each if each.startswith("/") else each for each in arguments] + [str(SOCKET)]
        read, write = os.pipe()
        if os.fork() == 0:
            become(command, user, [ours.fileno(), *descriptors], write)
        os.close(write)
        with open(read, "rb") as failure:
            reason = failure.read().decode()
    if reason:
        theirs.close()
        raise OSError(reason)
    return theirs


def become(command, user, descriptors, failure):
    try:
        os.setsid()
        place(descriptors, failure)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        # A table of as many descriptors as it may have is walked through again and again.
        thaw_program.set_limits(1024)
        os.setresgid(user, 0, 0)
        os.setresuid(user, 0, 0)
        os.execve(command[0], command, {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    except BaseException as error:  # whatever it is: this process must not go on as a copy of pid 1
        os.write(failure, f"{command[0]}: {error}".encode()[:4000])
    finally:
        os._exit(127)


def place(descriptors, failure):
    nowhere = os.open(NULL, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    last = SOCKET + len(descriptors) - 1
    for number, each in enumerate(descriptors, SOCKET):
        os.dup2(each, number)
    # What is between them is closed by exec, like the pipe for a failure.
    for number in range(3, SOCKET):
        if number != failure:
            close(number)
    os.closerange(last + 1, thaw_program.HIGHEST)


def close(number):
    try:
        os.close(number)
    except OSError:
        pass  # it was none


def hold(folder):
    """Keeps a folder of the host's open, for the worker to be told of by its number."""
    opened = os.open(thaw_root.HOST + folder, os.O_PATH | os.O_DIRECTORY)
    os.dup2(opened, FOLDER, inheritable=False)
    os.close(opened)


def number_from(pid):
    """The next process that is started here gets this number."""
    with open(LAST_PID, "w", encoding="ascii") as file:
        file.write(str(pid - 1))


def streams_of_its_own(outputs):
    """For a process that is to be taken apart: all that it has open was made in its sandbox.

    Returns its descriptors, the other end of its channel, and the number by which the process's end is known.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    nothing = os.open(NULL, os.O_RDWR)
    number = os.fstat(theirs.fileno()).st_ino
    return [nothing, outputs[0], outputs[0], theirs.detach()], ours.detach(), number
