"""Draws data/harbour.jpg and data/leaf.png, the same on every run."""

import math
import pathlib

from PIL import Image, ImageDraw, ImageFilter

DATA = pathlib.Path(__file__).parent.parent / "data"


def harbour():
    image = Image.new("RGB", (960, 640))
    draw = ImageDraw.Draw(image)
    for y in range(640):
        shade = 90 + y // 6
        draw.line([(0, y), (960, y)],
                  fill=(shade, shade + 20, 220 - y // 8))
    for x in range(0, 960, 6):
        wave = 470 + int(14 * math.sin(x / 37))
        draw.ellipse([x, wave, x + 30, wave + 9], fill=(30, 70, 120))
    for left, top, colour in [(120, 330, "firebrick"), (430, 280, "ivory"),
                              (700, 350, "seagreen")]:
        draw.polygon([(left, 480), (left + 190, 480), (left + 150, 530),
                      (left + 40, 530)], fill=colour)
        draw.polygon([(left + 90, top - 120), (left + 90, 470),
                      (left + 180, 470)], fill="white")
    image.filter(ImageFilter.SMOOTH).save(DATA / "harbour.jpg", quality=80)


def leaf():
    image = Image.new("RGBA", (320, 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse([20, 40, 300, 160], fill=(40, 140, 60, 255))
    draw.line([(20, 100), (300, 100)], fill=(200, 230, 190, 255), width=4)
    for x in range(60, 280, 30):
        draw.line([(x, 100), (x + 18, 60)], fill=(200, 230, 190, 160), width=2)
        draw.line([(x, 100), (x + 18, 140)], fill=(200, 230, 190, 160),
                  width=2)
    image.save(DATA / "leaf.png")


if __name__ == "__main__":
    harbour()
    leaf()
