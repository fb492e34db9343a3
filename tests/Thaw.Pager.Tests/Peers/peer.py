"""A process whose memory a pager fills, and that does with it what it is told, line by line: the answer to each is one line."""

import ctypes
import json
import os
import struct
import sys

sys.path.insert(0, sys.argv[1])
import pager_client as client  # noqa: E402

PAGE = client.PAGE
LIBC = client.LIBC
LIBC.mremap.restype = ctypes.c_void_p
LIBC.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
LIBC.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
DONTNEED, MAYMOVE, FIXED = 4, 1, 2
# The same in every process, as in restored ones: what one touched can be found in another.
PLACE = 0x100000000000


class Memory:
    """Pages by number; each knows where it is now."""

    def __init__(self, pages):
        self.faults = client.open_userfaultfd()
        self.start = start = client.map_memory(self.faults, pages * PAGE, PLACE)
        self.address = [start + page * PAGE for page in range(pages)]

    def value(self, page):
        return ctypes.c_uint64.from_address(self.address[page]).value

    def drop(self, page, count):
        return LIBC.madvise(self.address[page], count * PAGE, DONTNEED)

    def unmap(self, page, count):
        return LIBC.munmap(self.address[page], count * PAGE)

    def move(self, page, count):
        target = LIBC.mmap(None, count * PAGE, 0, 0x22, -1, 0)
        moved = LIBC.mremap(self.address[page], count * PAGE, count * PAGE, MAYMOVE | FIXED, target)
        for index in range(count):
            self.address[page + index] = moved + index * PAGE
        return 0 if moved == target else -1

    def through_the_kernel(self, page):
        """The fault is the kernel's own: it writes the page into a pipe."""
        readable, writable = os.pipe()
        LIBC.write(writable, ctypes.c_void_p(self.address[page]), 8)
        return struct.unpack("Q", os.read(readable, 8))[0]

    def in_child(self, page):
        readable, writable = os.pipe()
        if os.fork() == 0:
            os.write(writable, struct.pack("Q", self.value(page)))
            os._exit(0)
        answer = struct.unpack("Q", os.read(readable, 8))[0]
        os.wait()
        return answer


def run(memory, pager, order, arguments):
    if order == "sum":
        return sum(memory.value(page) for page in range(*arguments))
    if order == "heard":
        return json.dumps(client.receive(pager))
    if order == "order":
        return client.send(pager, json.loads(" ".join(arguments)))
    return getattr(memory, order)(*arguments)


def main():
    memory = Memory(int(sys.argv[3]))
    pager = client.connect(sys.argv[2])
    request = json.loads(sys.argv[4])
    stored = int(request.pop("storedPages"))
    regions = [{"address": memory.start, "length": stored * PAGE, "source": 0}]
    if stored < len(memory.address):
        regions.append({"address": memory.start + stored * PAGE, "length": (len(memory.address) - stored) * PAGE})
    client.restore(pager, memory.faults, regions, **request)
    # From here on the pager alone has it.
    os.close(memory.faults)
    print("ready", flush=True)
    for line in sys.stdin:
        order, *arguments = line.split()
        numbers = arguments if order == "order" else [int(argument) for argument in arguments]
        print(run(memory, pager, order, numbers), flush=True)


main()
