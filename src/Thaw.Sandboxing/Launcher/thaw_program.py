"""The last steps of a process on its way to being the tenant's program: it gives up everything that it has."""

import errno
import fcntl
import os
import resource
import signal

import thaw_kernel as kernel

ABOVE = 128  # descriptors are moved up here first, so that none is overwritten on its way down
HIGHEST = 4096
C_LIBRARY_SIGNALS = (32, 33)
# To become a function's user, to enter its sandbox, and to give all that up again.
HELD = (kernel.CAN_SET_GROUP, kernel.CAN_SET_USER, kernel.CAN_DROP_BOUNDS, kernel.CAN_CHANGE_ROOT, kernel.CAN_ADMINISTER)


class Rights:
    """What programs keep, and how they come to their own user.

    As root, a program gets a real user id of its own. Otherwise it is in one more user namespace, where the user who runs all this
    has the id that was asked for. Where templates run, all is in a user namespace with ids of its own, and `of_templates` is
    their filter.
    """

    def __init__(self, instructions, is_root, of_templates=None, users=None):
        self.instructions, self.is_root, self.of_templates = instructions, is_root, of_templates
        # Root itself has no id in that user namespace, and files of nobody's cannot be written to.
        self.owner = int(users.split()[0]) if users else None
        self.most_processes = None


def start(request, descriptors, rights):
    """Forks and starts the program. Returns its pid; raises OSError with the reason why it could not be started."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        become(request, descriptors, rights, write)
    os.close(write)
    with open(read, "rb") as failure:
        # Closed by exec: then there is nothing to read.
        reason = failure.read().decode()
    if reason:
        os.waitpid(pid, 0)
        raise OSError(reason)
    return pid


def become(request, descriptors, rights, failure):
    try:
        os.setsid()
        failure = place(descriptors, failure)
        reset_signals()
        set_limits(request["openFiles"])
        os.chdir(request["folder"])
        if not rights.is_root:
            # Its files in /proc are root's otherwise, and there is no right over those.
            kernel.process_control(kernel.SET_DUMPABLE, 1)
        # Of a group that runs out of memory the program goes before pid 1, and instances before the host.
        kernel.write("/proc/self/oom_score_adj", b"500")
        if request["isTemplate"]:
            hold_what_forks_need(request["user"], rights)
        else:
            give_up_everything(request["user"], rights)
        os.execve(request["program"], request["arguments"], request["environment"])
    except BaseException as error:  # whatever it is: this process must not go on as a copy of pid 1
        os.write(failure, f"{request['program']}: {error}".encode()[:4000])
    finally:
        os._exit(127)


def place(descriptors, failure):
    """Makes the descriptors 0, 1, 2, … in their order; closes all others but the one for a failure, which is returned."""
    failure = fcntl.fcntl(failure, fcntl.F_DUPFD_CLOEXEC, ABOVE)
    moved = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, ABOVE) for each in descriptors]
    for number, each in enumerate(moved):
        os.dup2(each, number)
    os.closerange(len(moved), failure)
    os.closerange(failure + 1, HIGHEST)
    return failure


def reset_signals():
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    for number in C_LIBRARY_SIGNALS:
        kernel.reset_signal(number)
    signal.set_wakeup_fd(-1)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def set_limits(open_files):
    for kind, wanted in ((resource.RLIMIT_NOFILE, open_files), (resource.RLIMIT_CORE, 0),
                         (resource.RLIMIT_MEMLOCK, 65536), (resource.RLIMIT_MSGQUEUE, 0)):
        limit(kind, wanted)


def limit(kind, wanted):
    # Root without CAP_SYS_RESOURCE may lower a hard limit, not raise it.
    hard = resource.getrlimit(kind)[1]
    lowered = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (lowered, lowered))


def give_up_everything(user, rights):
    """The order matters: each step takes a right that a later one does not need."""
    if rights.is_root:
        kernel.drop_bounding_set()
        os.setgroups([])
    else:
        # In a new user namespace it has all rights over nothing, and leaves them behind with the next lines.
        kernel.enter_user_namespace(user)
        if rights.most_processes:
            # Counted in this user namespace alone, pid 1 apart. Set before it was made, it would count for all of this user's processes.
            limit(resource.RLIMIT_NPROC, rights.most_processes - 1)
        kernel.drop_bounding_set()
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if not rights.is_root:
        kernel.keep_capabilities()
    kernel.process_control(kernel.NO_NEW_PRIVILEGES, 1)
    kernel.load_filter(rights.instructions)


def hold_what_forks_need(user, rights):
    """For a template: in the user namespace of its image, which is all that it can use them for."""
    if rights.of_templates is None:
        raise OSError(errno.EPERM, "a template needs a user namespace of its own")
    kernel.drop_bounding_set(HELD)
    os.setgroups([])
    os.setresgid(user, user, user)
    # It would give up all capabilities, had root an id here.
    os.setresuid(user, user, user)
    kernel.keep_capabilities(*HELD, after_exec=True)
    # It has no pid namespace of its own to end with.
    kernel.process_control(kernel.PARENT_DEATH_SIGNAL, signal.SIGKILL)
    kernel.process_control(kernel.NO_NEW_PRIVILEGES, 1)
    kernel.load_filter(rights.of_templates)
