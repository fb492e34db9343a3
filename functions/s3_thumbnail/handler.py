"""Makes thumbnails of pictures that were put into a bucket."""

import io
import os.path
from urllib.parse import unquote_plus

from botocore.exceptions import ClientError
from PIL import Image, ImageOps, UnidentifiedImageError

import storage

SIZE = (160, 160)


def make_thumbnail(content):
    """The picture, fitted into SIZE, upright and without meta-data."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    image.thumbnail(SIZE)
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=85)
    return image.size, buffer.getvalue()


def process(content, key):
    try:
        size, thumbnail = make_thumbnail(content)
    except UnidentifiedImageError:
        return {"key": key, "skipped": "not a picture"}
    target = os.path.splitext(key)[0] + ".thumb.jpg"
    etag = storage.write_thumbnail(target, thumbnail, "image/jpeg")
    return {"key": target, "size": list(size), "bytes": len(thumbnail),
            "etag": etag}


def process_record(record):
    bucket = record["s3"]["bucket"]["name"]
    key = unquote_plus(record["s3"]["object"]["key"])
    try:
        content = storage.read_object(bucket, key)
    except ClientError as error:
        return {"key": key, "error": error.response["Error"]["Code"]}
    return process(content, key)


def handler(event, context):
    if "avatar" in event:
        name = event["avatar"]
        return {"thumbnails": [process(storage.read_public(name), name)]}
    return {"thumbnails": [process_record(r) for r in event["Records"]]}
