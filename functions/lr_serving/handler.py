"""Predicts from the text of a review whether the product is recommended."""

import json
import os

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from preprocess import clean

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "data", "model.json")


def load_model():
    with open(MODEL, encoding="utf-8") as file:
        saved = json.load(file)
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2),
        vocabulary={term: i for i, term in enumerate(saved["terms"])})
    vectorizer.idf_ = np.array(saved["idf"])
    model = LogisticRegression()
    model.coef_ = np.array([saved["coef"]])
    model.intercept_ = np.array([saved["intercept"]])
    model.classes_ = np.array(saved["classes"])
    return vectorizer, model


vectorizer, model = load_model()


def explain(features, count=3):
    """The terms that moved the first prediction most, with their weight."""
    row = features[0].toarray()[0] * model.coef_[0]
    order = np.argsort(-np.abs(row), kind="stable")[:count]
    terms = vectorizer.get_feature_names_out()
    return [[str(terms[i]), round(float(row[i]), 4)] for i in order if row[i]]


def handler(event, context):
    texts = event.get("texts") or event["text"]
    features = vectorizer.transform(clean(texts))
    probabilities = model.predict_proba(features)[:, 1]
    result = {
        "recommended": [bool(value >= 0.5) for value in probabilities],
        "probability": [round(float(value), 4) for value in probabilities],
    }
    if event.get("explain"):
        result["because"] = explain(features)
    return result
