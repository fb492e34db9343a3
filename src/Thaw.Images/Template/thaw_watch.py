"""What libraries depend on while they are imported: files, and environment variables. And what they leave open.

A function may only get an image whose libraries would have found the same in its own process.
"""
import os
import stat
import sys

EVERYTHING = "*"
MEMORY_DEVICES = 1  # their major number: /dev/null, /dev/urandom and others that are the same for whoever opened them


class Watched(type(os.environ)):
    """The environment, which notes who is asked for. Reading it as a whole is noted as EVERYTHING."""

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)

    def __iter__(self):
        self.asked.add(EVERYTHING)
        return super().__iter__()


def watch_environment():
    """Returns what ends the watch and answers the names."""
    environ, plain, asked = os.environ, type(os.environ), set()
    environ.asked = asked
    environ.__class__ = Watched

    def end():
        environ.__class__ = plain
        del environ.asked
        return {name for name in asked if isinstance(name, str)}

    return end


def loaded(libraries):
    """All modules in their order, each with its file below `libraries`; empty for those from elsewhere."""
    found, start = [], libraries + "/"
    for name, module in list(sys.modules.items()):
        file = getattr(getattr(module, "__spec__", None), "origin", None)
        inside = isinstance(file, str) and file.startswith(start)
        found.append({"name": name, "file": file[len(start):] if inside else ""})
    return found


def left_open(own):
    """The descriptors that forks keep, and the places of those that they would share with each other, which no instance may."""
    kept, shared = [], []
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        try:
            facts = os.fstat(number)
        except OSError:
            continue  # that of the list itself
        if stat.S_ISCHR(facts.st_mode) and os.major(facts.st_rdev) == MEMORY_DEVICES:
            kept.append(number)
        elif number not in own:
            shared.append(os.readlink("/proc/self/fd/%d" % number))
    return [each for each in kept if each not in own], shared
