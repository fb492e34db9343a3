"""Reads the sales and adds them up."""

import csv
import os
from collections import defaultdict

SALES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "data", "sales.csv")


def read(shop=None):
    with open(SALES, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if shop in (None, row["shop"]):
                yield row


def totals(rows, key):
    sums = defaultdict(float)
    for row in rows:
        sums[row[key]] += float(row["revenue"])
    return {name: round(value, 2) for name, value in sums.items()}


def growth(months):
    """Change from each month to the next, in percent."""
    values = [months[name] for name in sorted(months, key=int)]
    return [round(100 * (after / before - 1), 1)
            for before, after in zip(values, values[1:])]
