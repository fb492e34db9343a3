"""Makes sandboxes. Started once by the host, with a SOCK_SEQPACKET socket as standard input; single-threaded.

The first message is the configuration, each later one asks for a sandbox and brings the socket by which the host is
going to talk to it. The answer to that is its process 1, as a pidfd.
"""

import gc
import json
import os
import select
import signal
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import thaw_filter  # noqa: E402
import thaw_inside  # noqa: E402
import thaw_kernel as kernel  # noqa: E402
import thaw_network  # noqa: E402
import thaw_program  # noqa: E402
import thaw_root  # noqa: E402
import thaw_user  # noqa: E402

STANDARD = 3
ANYBODY = 1  # in a user namespace; 0 could not be mapped into further ones without one more right


def main():
    host = socket.socket(fileno=0)
    configuration = json.loads(host.recv(thaw_inside.LONGEST))
    try:
        is_root = os.geteuid() == 0
        if not is_root:
            kernel.enter_user_namespace(ANYBODY)
            kernel.process_control(kernel.ADOPT_ORPHANS, 1)
        kernel.join_new_session_keyring()
        users = configuration.get("users")
        instructions = thaw_filter.compile_profile(configuration["profile"])
        of_templates = thaw_filter.compile_profile(configuration["profile"], ["setns", "capset"]) if users else None
        no_way_out = thaw_network.why_no_way_out(lambda: kernel.unshare(kernel.NEW_NET))
        enter_users = (lambda: thaw_user.enter_new(users, host)) if users else None
        thaw_root.make_common(configuration["scratch"], configuration["folders"], configuration["files"], is_root, enter_users)
        own_pids = os.open(thaw_root.HOST + "/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    except (OSError, ValueError, KeyError) as error:
        host.send(json.dumps({"error": getattr(error, "strerror", None) or str(error)}).encode())
        return 1
    host.send(json.dumps({"ready": True, "noWayOut": no_way_out}).encode())
    # What is garbage now would otherwise be found in every fork, and copied by it.
    gc.collect()
    gc.freeze()
    serve(host, own_pids, thaw_program.Rights(instructions, is_root, of_templates, users))
    return 0


def serve(host, own_pids, rights):
    wakeup = thaw_inside.wake_on_children()
    poll = select.poll()
    poll.register(host.fileno(), select.POLLIN)
    poll.register(wakeup, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if wakeup in ready:
            os.read(wakeup, 4096)
            reap()
        if host.fileno() in ready and not create(host, own_pids, rights):
            return


def create(host, own_pids, rights):
    message, descriptors, _, _ = socket.recv_fds(host, thaw_inside.LONGEST, 1)
    if not message:
        return False
    request = json.loads(message)
    run = lambda: thaw_inside.run(request, only(descriptors[0]), rights)  # noqa: E731 - said once for both
    # Whoever is to fork into sandboxes has to be where their pid namespaces were made.
    pid = fork_here(run) if request["isTemplate"] else fork_first(run, own_pids, rights.is_root)
    os.close(descriptors[0])
    # Nothing was reaped since the fork, so the number still means this process.
    pidfd = os.pidfd_open(pid)
    socket.send_fds(host, [json.dumps({"pid": pid}).encode()], [pidfd])
    os.close(pidfd)
    return True


def fork_here(run):
    pid = os.fork()
    if pid == 0:
        run()
    return pid


def fork_first(run, own_pids, is_root):
    """Makes the first process of a new pid namespace, which runs `run`; answers its pid."""
    if is_root:
        kernel.unshare(kernel.NEW_PID)
        pid = os.fork()
        if pid == 0:
            run()
        kernel.enter(own_pids, kernel.NEW_PID)
        return pid
    # Without root there is no way back to the pid namespace that one came from: a child goes and is left behind.
    read, write = os.pipe()
    between = os.fork()
    if between == 0:
        kernel.unshare(kernel.NEW_PID)
        pid = os.fork()
        if pid == 0:
            run()
        os.write(write, b"%d" % pid)
        os._exit(0)
    os.close(write)
    os.waitpid(between, 0)
    with open(read, "rb") as answer:
        return int(answer.read())


def only(control):
    """Closes everything that the launcher has but the control socket; standard streams lead nowhere."""
    signal.set_wakeup_fd(-1)
    nowhere = os.open("/dev/null", os.O_RDWR)
    for number in range(STANDARD):
        os.dup2(nowhere, number)
    os.dup2(control, STANDARD, inheritable=False)
    os.closerange(STANDARD + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=STANDARD)


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(main())
