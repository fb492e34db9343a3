"""Draws data/cells.png and data/street.png, the same on every run."""

import pathlib
import random

from PIL import Image, ImageDraw, ImageFilter

DATA = pathlib.Path(__file__).parent.parent / "data"


def cells():
    source = random.Random(2)
    image = Image.new("L", (256, 256), 24)
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, r = (source.randint(10, 245), source.randint(10, 245),
                   source.randint(5, 14))
        draw.ellipse([x - r, y - r, x + r, y + r],
                     fill=source.randint(120, 230))
    image = image.filter(ImageFilter.GaussianBlur(1.5))
    pixels = image.load()
    for y in range(256):
        for x in range(256):
            pixels[x, y] = min(255, max(0, pixels[x, y]
                                        + int(source.gauss(0, 9))))
    image.save(DATA / "cells.png")


def street():
    image = Image.new("RGB", (300, 200), (150, 190, 230))
    draw = ImageDraw.Draw(image)
    source = random.Random(6)
    for left in range(0, 300, 50):
        top = source.randint(30, 110)
        colour = tuple(source.randint(80, 220) for _ in range(3))
        draw.rectangle([left, top, left + 46, 170], fill=colour)
        for x in range(left + 6, left + 40, 12):
            for y in range(top + 8, 160, 18):
                draw.rectangle([x, y, x + 6, y + 9], fill=(250, 240, 160))
    draw.rectangle([0, 170, 300, 200], fill=(70, 70, 75))
    image.save(DATA / "street.png")


if __name__ == "__main__":
    cells()
    street()
