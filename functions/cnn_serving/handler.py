"""Names the shape in a picture."""

import base64
import io
import os

import torch
from PIL import Image

import shapes

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")

torch.set_num_threads(1)
model = shapes.load(os.path.join(DATA, "shapes.pt"))


def open_picture(event):
    if "content" in event:
        return Image.open(io.BytesIO(base64.b64decode(event["content"])))
    return Image.open(os.path.join(DATA, os.path.basename(event["picture"])))


def classify(image, turns):
    """Mean probabilities over the picture turned by quarters."""
    batch = torch.cat([shapes.to_tensor(image.rotate(90 * i))
                       for i in range(turns)])
    with torch.no_grad():
        return torch.softmax(model(batch), dim=1).mean(dim=0)


def handler(event, context):
    probabilities = classify(open_picture(event), event.get("turns", 1))
    best = int(probabilities.argmax())
    result = {
        "label": shapes.LABELS[best],
        "probability": round(float(probabilities[best]), 3),
    }
    if event.get("all"):
        result["scores"] = {
            label: round(float(value), 3)
            for label, value in zip(shapes.LABELS, probabilities)
        }
    return result
