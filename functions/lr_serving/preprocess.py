"""Cleans texts; used by the training notebook and by the service."""

import re

import pandas as pd

NOT_WORDS = re.compile(r"[^\w\s']+")


def clean_text(text):
    return " ".join(NOT_WORDS.sub(" ", text.lower()).split())


def clean(texts):
    if isinstance(texts, (pd.DataFrame, pd.Series)):
        texts = texts.squeeze().tolist()
    elif isinstance(texts, str):
        texts = [texts]
    return [clean_text(text) for text in texts]
