"""Writes data/wines.csv: invented wines, the same on every run."""

import csv
import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "wines.csv"

# mean and spread of each measurement, for red and for white wine
MEASURES = {
    "fixed_acidity": ((8.3, 1.7), (6.9, 0.8)),
    "volatile_acidity": ((0.53, 0.18), (0.28, 0.1)),
    "citric_acid": ((0.27, 0.19), (0.33, 0.12)),
    "residual_sugar": ((2.5, 1.4), (6.4, 5.0)),
    "chlorides": ((0.087, 0.047), (0.046, 0.022)),
    "sulphur_dioxide": ((46.0, 33.0), (138.0, 42.0)),
    "density": ((0.9967, 0.0019), (0.994, 0.003)),
    "ph": ((3.31, 0.15), (3.19, 0.15)),
    "sulphates": ((0.66, 0.17), (0.49, 0.11)),
    "alcohol": ((10.4, 1.1), (10.5, 1.2)),
}


def make_wine(source, kind):
    column = 0 if kind == "red" else 1
    wine = {"kind": kind}
    for name, spread in MEASURES.items():
        mean, deviation = spread[column]
        value = max(source.gauss(mean, deviation), mean / 20)
        wine[name] = round(value, 4)
    quality = (5.6 + 0.45 * (wine["alcohol"] - 10.4)
               - 1.6 * (wine["volatile_acidity"] - 0.4)
               + 0.9 * (wine["sulphates"] - 0.58)
               + source.gauss(0, 0.5))
    wine["quality"] = min(9, max(3, round(quality)))
    return wine


def main():
    source = random.Random(1855)
    wines = [make_wine(source, "red" if source.random() < 0.4 else "white")
             for _ in range(900)]
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, wines[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(wines)


if __name__ == "__main__":
    main()
