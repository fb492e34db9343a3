"""Writes data/roads.csv: towns and the roads between them."""

import csv
import math
import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "roads.csv"


def main():
    source = random.Random(8)
    towns = [(source.uniform(0, 100), source.uniform(0, 100))
             for _ in range(240)]
    roads = set()
    for i, here in enumerate(towns):
        near = sorted(range(len(towns)),
                      key=lambda j: math.dist(here, towns[j]))
        roads.update((min(i, j), max(i, j)) for j in near[1:4])
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["from", "to", "km"])
        for i, j in sorted(roads):
            km = math.dist(towns[i], towns[j])
            writer.writerow([f"t{i:03}", f"t{j:03}", f"{km:.1f}"])


if __name__ == "__main__":
    main()
