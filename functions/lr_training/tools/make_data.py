"""Writes data/reviews.csv: product reviews with stars, same on every run."""

import csv
import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "reviews.csv"

PRODUCTS = ["lamp", "kettle", "blender", "backpack", "tent", "keyboard",
            "toaster", "jacket", "drill", "headset", "mattress", "scooter"]
PRAISE = ["sturdy", "quiet", "bright", "comfortable", "reliable", "light",
          "handsome", "quick", "simple to clean", "worth every penny"]
BLAME = ["flimsy", "noisy", "dim", "uncomfortable", "unreliable", "heavy",
         "ugly", "slow", "impossible to clean", "overpriced"]
CONTEXT = ["for my mother", "as a present", "after the old one failed",
           "for a trip to the lakes", "on the advice of a friend",
           "for the office", "in a sale", "twice", "last winter"]
GOOD_END = ["Would buy again.", "Arrived early.", "My children love it.",
            "Five stars from me.", "Well packed, too."]
BAD_END = ["It went back.", "Arrived broken.", "Support never answered.",
           "Save your money.", "The box was torn, too."]


def review(source, good):
    adjectives, ends = (PRAISE, GOOD_END) if good else (BLAME, BAD_END)
    if source.random() < 0.12:      # people are not consistent
        adjectives = BLAME if good else PRAISE
    product = source.choice(PRODUCTS)
    first, second = source.sample(adjectives, 2)
    text = f"Bought this {product} {source.choice(CONTEXT)}: "
    text += f"it is {first} and {second}."
    if source.random() < 0.7:
        text += " " + source.choice(ends)
    return text


def main():
    source = random.Random(5)
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "recommended"])
        for _ in range(1200):
            good = source.random() < 0.55
            writer.writerow([review(source, good), int(good)])


if __name__ == "__main__":
    main()
