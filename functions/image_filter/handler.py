"""Applies filters to pictures and measures the outcome."""

import base64
import io
import os

import numpy as np
from PIL import Image
from skimage import img_as_ubyte
from skimage.color import rgb2gray
from skimage.exposure import equalize_adapthist
from skimage.filters import gaussian, sobel, threshold_otsu
from skimage.io import imread
from skimage.measure import label, regionprops
from skimage.restoration import denoise_tv_chambolle

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def load(name):
    image = imread(os.path.join(DATA, os.path.basename(name)))
    if image.ndim == 3:
        image = rgb2gray(image)
    return image / 255.0 if image.dtype == np.uint8 else image


def count_objects(image, smallest=30):
    smooth = gaussian(image, sigma=1)
    regions = regionprops(label(smooth > threshold_otsu(smooth)))
    areas = sorted(int(region.area) for region in regions
                   if region.area >= smallest)
    return {"objects": len(areas), "areas": areas}


FILTERS = {
    "blur": lambda image, amount: gaussian(image, sigma=amount),
    "edges": lambda image, amount: sobel(image),
    "contrast": lambda image, amount: equalize_adapthist(
        image, clip_limit=amount / 100),
    "denoise": lambda image, amount: denoise_tv_chambolle(
        image, weight=amount / 10),
}


def to_png(image):
    buffer = io.BytesIO()
    Image.fromarray(img_as_ubyte(np.clip(image, 0, 1))).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def handler(event, context):
    image = load(event["image"])
    if event.get("action") == "count":
        return count_objects(image)
    name = event.get("filter", "edges")
    filtered = FILTERS[name](image, event.get("amount", 1))
    return {
        "filter": name,
        "mean": round(float(filtered.mean()), 4),
        "deviation": round(float(filtered.std()), 4),
        "png": to_png(filtered),
    }
