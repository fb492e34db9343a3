"""Rotates, flips and shrinks images, and reports on their colours."""

import base64
import io
import os

import numpy as np
from PIL import Image, ImageFilter, ImageOps

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def open_image(name):
    image = Image.open(os.path.join(DATA, os.path.basename(name)))
    return ImageOps.exif_transpose(image)


def transform(image, event):
    degrees = event.get("degrees", 0)
    if degrees:
        image = image.rotate(degrees, expand=True, resample=Image.BICUBIC)
    if event.get("flip"):
        image = ImageOps.mirror(image)
    if event.get("grey"):
        image = ImageOps.grayscale(image)
    if event.get("blur"):
        image = image.filter(ImageFilter.GaussianBlur(event["blur"]))
    if "width" in event:
        height = round(image.height * event["width"] / image.width)
        image = image.resize((event["width"], height), Image.LANCZOS)
    return image


def encode(image, image_format):
    buffer = io.BytesIO()
    image.save(buffer, image_format)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def colour_report(image):
    pixels = np.asarray(image.convert("RGB"), dtype=float)
    luminance = pixels @ (0.299, 0.587, 0.114)
    return {
        "mean": pixels.mean(axis=(0, 1)).round(2).tolist(),
        "contrast": round(float(luminance.std()), 2),
        "dark": round(float((luminance < 64).mean()), 4),
    }


def handler(event, context):
    image = open_image(event["image"])
    image_format = image.format or event["image"].rsplit(".", 1)[-1].upper()
    image_format = {"JPG": "JPEG"}.get(image_format, image_format)
    if event.get("report"):
        return {"size": list(image.size), "colours": colour_report(image)}
    image = transform(image, event)
    return {
        "size": list(image.size),
        "format": image_format,
        "data": encode(image, image_format),
    }
