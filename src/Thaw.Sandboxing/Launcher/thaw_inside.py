"""Process 1 of a sandbox: makes it, reaps, starts programs, and ends with it.

It is made in two steps: what is the same for all, and then, when it is known what it is for, what it shows of the host.
It ends when its control socket closes, and with it everything in its pid namespace: that is how a sandbox ends, also when
the host was killed.
"""

import json
import os
import select
import signal
import socket

import thaw_kernel as kernel
import thaw_network
import thaw_own_root
import thaw_program
import thaw_root
import thaw_temporary
import thaw_worker

LONGEST = 128 * 1024
MOST_DESCRIPTORS = 16
GIVEN_UP_LATER = (kernel.CAN_SET_GROUP, kernel.CAN_SET_USER, kernel.CAN_DROP_BOUNDS)


def run(request, control, rights):
    """Never returns."""
    try:
        prepare(request["groups"])
        wakeup = wake_on_children()
        say(control, {"ready": True})
    except OSError as error:
        say(control, {"error": error.strerror or str(error)})
        os._exit(1)
    try:
        serve(control, wakeup, rights, request["isTemplate"])
    finally:
        os._exit(0)


def prepare(groups):
    for flags in (kernel.NEW_MOUNT, kernel.NEW_NET, kernel.NEW_IPC | kernel.NEW_UTS):
        kernel.unshare(flags)
    thaw_root.add_proc()
    join_groups(groups)
    kernel.unshare(kernel.NEW_CGROUP)
    thaw_network.raise_loopback()
    kernel.process_control(kernel.SET_DUMPABLE, 0)


def furnish(request, owner, kept):
    """Before it nothing but this process has run here, so that nobody has met the host's tree or used its capabilities.

    Returns the sockets by which the host serves this sandbox's network, those of its way out first.
    """
    socket.sethostname(request["hostName"])
    thaw_root.add_own(request, owner)
    if request.get("heldFolder"):
        thaw_worker.hold(request["heldFolder"])
    if request.get("temporaryFiles"):
        thaw_temporary.unpack(thaw_root.HOST + request["temporaryFiles"], request["temporaryUser"])
    if request.get("firstPid"):
        thaw_worker.number_from(request["firstPid"])
    sockets = thaw_network.open_way_out() if request["egress"] else []
    sockets += [thaw_network.listen(port) for port in request["forwarded"]]
    # Last, because folders and the groups' files are reached through it.
    if request.get("root"):
        thaw_own_root.enter(request)
    else:
        kernel.detach(thaw_root.HOST)
    kernel.keep_capabilities(kernel.CAN_KILL, *kept)
    return sockets


def join_groups(folders):
    for folder in folders:
        place = thaw_root.HOST + folder
        # Version 1 lets a thread join alone, without the wait until no other process forks or ends: 0.1 ms where the
        # three groups took 13 (p50 of 40 at a load of 5). This process has one thread.
        with open(place + ("/tasks" if os.path.exists(place + "/tasks") else "/cgroup.procs"), "w", encoding="ascii") as file:
            file.write("0")


def wake_on_children():
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return read


def serve(control, wakeup, rights, is_template):
    poll = select.poll()
    for descriptor in (control.fileno(), wakeup):
        poll.register(descriptor, select.POLLIN)
    is_furnished = False
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if wakeup in ready:
            os.read(wakeup, 4096)
            reap(control)
        if control.fileno() not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, LONGEST, MOST_DESCRIPTORS)
        if not message:
            return
        if is_furnished:
            answer(control, message, descriptors, rights)
        else:
            is_furnished = make_ready(control, message, descriptors, rights, is_template)


def make_ready(control, message, descriptors, rights, is_template):
    """Before a sandbox is somebody's, it may get a worker. Returns whether it is somebody's now."""
    request = json.loads(message)
    if "worker" not in request:
        furnish_once(control, request, rights, is_template)
        return True
    try:
        with thaw_worker.start(request["worker"], request["user"], descriptors) as asked:
            say(control, {"ready": True}, [asked.fileno()])
    except OSError as error:
        say(control, {"error": error.strerror or str(error)})
        os._exit(1)
    finally:
        for each in descriptors:
            os.close(each)
    return False


def furnish_once(control, message, rights, is_template):
    """A sandbox that is furnished in part is of no use to anybody: it ends."""
    try:
        request = message["furnish"]
        sockets = furnish(request, rights.owner, thaw_program.HELD if is_template else GIVEN_UP_LATER)
        rights.most_processes = request.get("processes")
        say(control, {"ready": True}, [each.fileno() for each in sockets])
        # From here on the host alone has them.
        for each in sockets:
            each.close()
    except (OSError, KeyError) as error:
        say(control, {"error": getattr(error, "strerror", None) or str(error)})
        os._exit(1)


def answer(control, message, descriptors, rights):
    try:
        request = json.loads(message)
        if "signal" in request:
            send_signal(request)
        elif request["isCaptured"]:
            own, channel, number = thaw_worker.streams_of_its_own(descriptors)
            descriptors += [own[0], own[-1], channel]
            say(control, {"started": thaw_program.start(request, own, rights), "channel": number}, [channel])
        else:
            say(control, {"started": thaw_program.start(request, descriptors, rights)})
    except OSError as error:
        say(control, {"error": error.strerror or str(error)})
    finally:
        for each in descriptors:
            os.close(each)


def send_signal(request):
    try:
        os.kill(request["pid"], request["signal"])
    except ProcessLookupError:
        pass  # it has ended, and the host will read so


def reap(control):
    while True:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        say(control, {"exited": pid, "status": status, "userMs": usage.ru_utime * 1e3,
                      "systemMs": usage.ru_stime * 1e3, "peakRssBytes": usage.ru_maxrss * 1024})


def say(control, message, descriptors=()):
    try:
        socket.send_fds(control, [json.dumps(message).encode()], descriptors)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)
