"""Lays out memory another way, so that what depends on addresses shows as what it is: chance.

The order of a set of objects follows from their addresses, and addresses are the same in every run of the same program
but for the pages that they lie in. An edit shifts them. So the runs of the original that are compared with each other to
find what varies each begin with other small blocks in use.
"""
SMALLEST, LARGEST, STEP = 48, 512, 16
LARGE = (600, 1000, 1500, 2500, 4000)
MOST = 60


def disturb(number):
    """What has to stay alive for the layout of this number; 0 leaves memory as it is."""
    kept = []
    for place, size in enumerate((*range(SMALLEST, LARGEST + 1, STEP), *LARGE)):
        # Odd steps, so that neighbours in size are shifted by different amounts.
        kept.extend(bytes(size - 33) for _ in range(number * (2 * place + 7) % MOST))
    return kept
