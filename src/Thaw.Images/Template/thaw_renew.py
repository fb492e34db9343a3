"""Gives a process that was forked from a template randomness of its own, and nothing that the template was unique by.

Everything that an instance draws from the kernel (os.urandom, secrets, random.SystemRandom, uuid4) needs nothing. What a
process keeps for itself does: seeded generators, keys and names that were drawn while libraries were imported. Generators
that a library has seeded with a number of its own are left alone: there the same stream in each process is what is asked for.
"""
import gc
import posix
import sys

import thaw_renew_c

SHORT = 64  # bits of a seed that somebody has written down
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
    """What draws numbers and was made while libraries were imported, but for what a library has seeded with a number of its own."""
    kinds = drawing_kinds()
    # By type: what else pretends to be of a class may run code when it is asked.
    found = [each for each in gc.get_objects() if issubclass(type(each), kinds)]
    of_legacy = {id(each._bit_generator) for each in found if type(each).__name__ == "RandomState"}
    return [each for each in found if id(each) not in of_legacy and not is_seeded(each)] + list(thaw_renew_c.found())


def drawing_kinds():
    kinds = []
    if "random" in sys.modules:
        kinds.append(sys.modules["random"].Random)
    numpy = sys.modules.get("numpy.random")
    for name in ("Generator", "RandomState", "BitGenerator"):
        if hasattr(numpy, name):
            kinds.append(getattr(numpy, name))
    return tuple(kinds)


def is_seeded(generator):
    if hasattr(generator, "getrandbits"):
        return id(generator) in SEEDED
    if type(generator).__name__ == "RandomState":
        return is_at_its_seed(generator)
    bits = getattr(generator, "bit_generator", generator)
    sequence = getattr(bits, "seed_seq", None) or getattr(bits, "_seed_seq", None)
    entropy = getattr(sequence, "entropy", None)
    # What numpy takes from the kernel has 128 bits.
    return entropy is not None and not (isinstance(entropy, int) and entropy.bit_length() > SHORT)


def is_at_its_seed(state):
    """numpy's legacy generators keep no seed; but the first word of the Mersenne twister is the number that it was seeded with."""
    kind, words, *place = state.get_state()
    if kind != "MT19937":
        return False
    _, of_seed, *first = type(state)(int(words[0])).get_state()
    return place == first and (words == of_seed).all()


def renew(drawing):
    """In the new process, before any code of the function. `drawing`: what generators() found in the template."""
    for generator in drawing:
        reseed(generator)
    for name, refresh in FORGOTTEN.items():
        module = sys.modules.get(name)
        if module is not None:
            refresh(module)


def reseed(generator):
    if type(generator).__name__ == "InC":
        generator.renew()
    elif hasattr(generator, "getrandbits") or type(generator).__name__ == "RandomState":
        generator.seed()
    else:
        bits = getattr(generator, "bit_generator", generator)
        bits.state = type(bits)().state


def forget_names(tempfile):
    # It notices forks by the pid, which is the same in all sandboxes.
    tempfile._name_sequence = None


def forget_time(uuid):
    uuid._last_timestamp = None
    # Drawn at random where no card has an address, as in a sandbox; the C library's generator would keep its own.
    uuid._node = int.from_bytes(posix.urandom(6), "big") | 1 << 40
    uuid._generate_time_safe = None


def forget_key(process):
    process.current_process().authkey = posix.urandom(32)
    # Its temporary folder is the template's.
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
