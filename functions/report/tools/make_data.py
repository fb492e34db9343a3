"""Writes data/sales.csv: the sales of a chain of shops in one year."""

import csv
import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "sales.csv"
SHOPS = ["Antwerp", "Bruges", "Ghent", "Leuven", "Namur"]
PRODUCTS = {"bread": 3.2, "cake": 18.5, "rolls": 0.6, "coffee": 2.4}


def main():
    source = random.Random(21)
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["month", "week", "shop", "product", "units",
                         "revenue"])
        for week in range(1, 53):
            month = min(12, 1 + (week - 1) * 12 // 52)
            for shop in SHOPS:
                for product, price in PRODUCTS.items():
                    units = source.randint(40, 400) + 5 * month
                    writer.writerow([month, week, shop, product, units,
                                     f"{units * price:.2f}"])


if __name__ == "__main__":
    main()
