"""Draws the objects that the stand-in serves, the same on every run."""

import math
import pathlib

from PIL import Image, ImageDraw

OBJECTS = pathlib.Path(__file__).parent.parent / "stand_in" / "objects"


def dunes(size):
    width, height = size
    image = Image.new("RGB", size, (188, 214, 235))
    draw = ImageDraw.Draw(image)
    for layer in range(6):
        base = height * (4 + layer) // 10
        points = [(0, height)]
        for x in range(0, width + 8, 8):
            swing = math.sin(x / (90 - 9 * layer) + 2 * layer)
            points.append((x, base + swing * height / 16))
        points.append((width, height))
        draw.polygon(points, fill=(230 - 22 * layer, 190 - 24 * layer,
                                   120 - 14 * layer))
    return image


def face():
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse([10, 10, 230, 230], fill=(250, 210, 90, 255))
    draw.ellipse([70, 80, 95, 110], fill="black")
    draw.ellipse([145, 80, 170, 110], fill="black")
    draw.arc([70, 90, 170, 180], 20, 160, fill="black", width=7)
    return image


def main():
    photos = OBJECTS / "photos" / "2023"
    photos.mkdir(parents=True, exist_ok=True)
    dunes((1200, 800)).save(photos / "dunes.jpg", quality=75)
    dunes((700, 1050)).save(photos / "tall_dunes.jpg", quality=75)
    (photos / "notes.txt").write_text("The light was best at seven.\n")
    (OBJECTS / "public").mkdir(exist_ok=True)
    face().save(OBJECTS / "public" / "face.png")


if __name__ == "__main__":
    main()
