"""Where pictures come from and where thumbnails go."""

import os

import boto3
import requests
from botocore.config import Config

ENDPOINT = os.environ["THAW_SERVICE_S3"]
BUCKET = os.environ.get("THUMBNAIL_BUCKET", "thumbnails")

s3 = boto3.client(
    "s3",
    endpoint_url=ENDPOINT,
    config=Config(s3={"addressing_style": "path"},
                  retries={"max_attempts": 2}),
)


def read_object(bucket, key):
    response = s3.get_object(Bucket=bucket, Key=key)
    return response["Body"].read()


def read_public(path):
    """Pictures that users link to are fetched as any visitor would."""
    response = requests.get(f"{ENDPOINT}/public/{path}", timeout=5)
    response.raise_for_status()
    return response.content


def write_thumbnail(key, content, content_type):
    response = s3.put_object(Bucket=BUCKET, Key=key, Body=content,
                             ContentType=content_type)
    return response["ETag"].strip('"')
