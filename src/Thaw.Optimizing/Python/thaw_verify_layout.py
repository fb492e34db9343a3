"""Lays out memory another way, so that what depends on addresses shows as what it is: chance.

The order of a set of objects follows from their addresses, and addresses are the same in every run of the same program
but for the pages that they lie in. An edit shifts them. So the runs of the original that are compared with each other to
find what varies each begin with small blocks that are given back in another order: what is allocated next takes their
places in that order.
"""
SMALLEST, LARGEST, STEP = 48, 512, 16
BLOCKS = 2500


def disturb(number):
    """What has to stay alive for the layout of this number; 0 leaves memory as it is."""
    kept, state = [], number
    for size in range(SMALLEST, LARGEST + 1, STEP) if number else ():
        blocks = [bytes(size - 33) for _ in range(BLOCKS)]
        for place in range(len(blocks) - 1, 0, -1):
            state = (state * 1103515245 + 12345) % 2 ** 31
            other = (state >> 8) % (place + 1)
            blocks[place], blocks[other] = blocks[other], blocks[place]
        kept.extend(blocks[::16])
        while blocks:
            blocks.pop()
    return kept
