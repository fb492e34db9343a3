"""Gives a process that was forked from a template randomness of its own, and nothing that the template was unique by.

Everything that an instance draws from the kernel (os.urandom, secrets, random.SystemRandom, uuid4) needs nothing. What a
process keeps for itself does: seeded generators, keys and names that were drawn while libraries were imported. Generators
that a library has seeded with a number of its own are left alone: there the same stream in each process is what is asked for.
"""
import posix
import sys

WORDS = 8  # of 32 bits: numpy's SeedSequence takes as many from the kernel
SEEDED = set()  # ids of generators that were given a seed; they live as long as the template


def watch():
    """Notes from now on which generators of the standard library are given a seed. Called before libraries are imported."""
    import random

    seed = random.Random.seed

    def noted(self, a=None, version=2):
        if a is None:
            SEEDED.discard(id(self))
        else:
            SEEDED.add(id(self))
        return seed(self, a, version)

    noted.__doc__, noted.__qualname__, noted.__module__, noted.__name__ = seed.__doc__, seed.__qualname__, seed.__module__, seed.__name__
    random.Random.seed = noted
    return lambda: setattr(random.Random, "seed", seed)


def generators():
    """What draws numbers and was made while libraries were imported: found in modules and their classes, each once."""
    kinds = drawing_kinds()
    found = {}
    for module in list(sys.modules.values()):
        for holder in [module, *(value for value in list(vars(module).values()) if isinstance(value, type))]:
            for value in list(vars(holder).values()):
                if isinstance(value, kinds) and id(value) not in SEEDED:
                    found[id(value)] = value
    return list(found.values())


def drawing_kinds():
    kinds = []
    if "random" in sys.modules:
        kinds.append(sys.modules["random"].Random)
    numpy = sys.modules.get("numpy.random")
    for name in ("Generator", "RandomState", "BitGenerator"):
        if hasattr(numpy, name):
            kinds.append(getattr(numpy, name))
    return tuple(kinds)


def renew(drawing):
    """In the new process, before any code of the function. `drawing`: what generators() found in the template."""
    for generator in drawing:
        reseed(generator)
    numpy = sys.modules.get("numpy.random.mtrand")
    if numpy is not None:
        numpy._rand.seed()
    for name, refresh in FORGOTTEN.items():
        module = sys.modules.get(name)
        if module is not None:
            refresh(module)


def reseed(generator):
    kind = type(generator).__name__
    if hasattr(generator, "getrandbits"):  # of the standard library; SystemRandom ignores it
        generator.seed()
    elif kind == "RandomState":
        generator.seed()
    else:
        bits = getattr(generator, "bit_generator", generator)
        bits.state = type(bits)().state


def forget_names(tempfile):
    # It notices forks by the pid, which is the same in all sandboxes.
    tempfile._name_sequence = None


def forget_time(uuid):
    uuid._last_timestamp = None


def forget_key(process):
    current = process.current_process()
    current.authkey = posix.urandom(32) if hasattr(posix, "urandom") else current.authkey
    # Names of its temporary folder and of semaphores were drawn by its own generator.
    process._current_process._config.pop("tempdir", None)


def draw_again(ssl):
    # OpenSSL notices a fork by itself; what is added here does no harm.
    ssl.RAND_add(posix.urandom(32), 0.0)


FORGOTTEN = {
    "tempfile": forget_names,
    "uuid": forget_time,
    "multiprocessing.process": forget_key,
    "_ssl": draw_again,
}
