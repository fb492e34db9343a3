"""A user namespace for a launcher: what it makes is privileged in there, and nowhere else."""

import os
import signal

import thaw_kernel as kernel


def enter_new(users, host):
    """Goes on in a process that has all capabilities of a new user namespace, and is process 1 of a new pid namespace.

    `users`: lines of user_namespaces(7)'s uid_map. The process that was here waits for that one and ends with it.
    """
    read, write = os.pipe()
    mapper = os.fork()
    if mapper == 0:
        os._exit(write_maps(os.getppid(), users, read))
    kernel.unshare(kernel.NEW_USER)
    os.write(write, b"!")
    if os.waitpid(mapper, 0)[1] != 0:
        raise OSError(0, "cannot map the users of a user namespace")
    os.close(read)
    os.close(write)
    kernel.unshare(kernel.NEW_PID)
    first = os.fork()
    if first:
        # The end of the conversation is noticed by the one that talks.
        host.close()
        os.waitpid(first, 0)
        os._exit(0)
    kernel.process_control(kernel.PARENT_DEATH_SIGNAL, signal.SIGKILL)


def write_maps(pid, users, begin):
    """From outside: who is root there may map users that are not its own."""
    os.read(begin, 1)
    try:
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{pid}/{name}", "w", encoding="ascii") as file:
                file.write(users)
    except OSError:
        return 1
    return 0
