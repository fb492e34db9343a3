"""A function that fails as its event says: for the soak of a host."""
import os
import signal
import time


def handler(event, context):
    return ACTIONS[event.get("do", "answer")]() or {"answer": event.get("number")}


def fail():
    raise ValueError("as told")


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)


def eat():
    held = []
    while True:
        held.append(bytearray(8 << 20))


def sleep():
    time.sleep(60)


def write_much():
    for _ in range(2000):
        print("x" * 100)


def fork():
    """A child that the parent reaps late, and one that it leaves to pid 1."""
    for _ in range(2):
        if os.fork() == 0:
            os._exit(0)
    os.wait()


def orphan():
    """Goes on after the answer."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)


def fill():
    with open("/tmp/file", "wb") as file:
        file.write(bytes(4 << 20))


ACTIONS = {
    "answer": lambda: None, "raise": fail, "exit": lambda: os._exit(3), "crash": crash, "memory": eat, "slow": sleep, "print": write_much,
    "big": lambda: "x" * (1 << 20), "fork": fork, "orphan": orphan, "files": fill, "close": lambda: os.close(3),
}
