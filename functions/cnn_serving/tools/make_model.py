"""Trains data/shapes.pt on drawn shapes and draws data/*.png to test it."""

import math
import pathlib
import random
import sys

import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(HERE))

import shapes  # noqa: E402


def draw(label, source, side):
    image = Image.new("L", (side, side), source.randint(0, 60))
    pen = ImageDraw.Draw(image)
    colour = source.randint(140, 255)
    r = side * source.uniform(0.22, 0.36)
    x, y = (side * source.uniform(0.42, 0.58) for _ in range(2))
    turn = source.uniform(-0.3, 0.3)

    def corner(angle, radius=r):
        return (x + radius * math.cos(angle + turn),
                y + radius * math.sin(angle + turn))

    if label == "circle":
        pen.ellipse([x - r, y - r, x + r, y + r], fill=colour)
    elif label == "cross":
        for angle in (0.25, 0.75):
            pen.line([corner(angle * math.pi), corner((angle + 1) * math.pi)],
                     fill=colour, width=max(2, side // 9))
    else:
        corners = 4 if label == "square" else 3
        start = math.pi / 4 if corners == 4 else -math.pi / 2
        pen.polygon([corner(start + 2 * math.pi * i / corners)
                     for i in range(corners)], fill=colour)
    return image


def train(source):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    samples = [(draw(label, source, shapes.SIDE), index)
               for _ in range(200)
               for index, label in enumerate(shapes.LABELS)]
    inputs = torch.cat([shapes.to_tensor(image) for image, _ in samples])
    targets = torch.tensor([index for _, index in samples])
    model = shapes.ShapeNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(10):
        for batch in torch.randperm(len(targets)).split(40):
            optimizer.zero_grad()
            F.cross_entropy(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    right = (model(inputs).argmax(1) == targets).float().mean()
    print(f"right on the training set: {float(right):.3f}")
    return model


def main():
    source = random.Random(9)
    model = train(source)
    torch.save(model.state_dict(), HERE / "data" / "shapes.pt")
    for label in shapes.LABELS:
        draw(label, source, 96).save(HERE / "data" / f"{label}.png")


if __name__ == "__main__":
    main()
