"""Trains a classifier of product reviews and reports how good it is."""

import os
from collections import Counter

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold
from tqdm.auto import tqdm

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "data", "reviews.csv")


def load(rows=None):
    reviews = pd.read_csv(DATA, nrows=rows)
    return reviews["text"].tolist(), reviews["recommended"].tolist()


def train(texts, labels, regularization):
    vectorizer = TfidfVectorizer(min_df=2, ngram_range=(1, 2))
    model = LogisticRegression(C=regularization, max_iter=200)
    model.fit(vectorizer.fit_transform(texts), labels)
    return vectorizer, model


def cross_validate(texts, labels, folds, regularization):
    texts, labels = np.array(texts, dtype=object), np.array(labels)
    splitter = KFold(n_splits=folds, shuffle=True, random_state=0)
    scores = []
    for fit, check in tqdm(list(splitter.split(texts)), desc="folds"):
        vectorizer, model = train(texts[fit], labels[fit], regularization)
        predicted = model.predict(vectorizer.transform(texts[check]))
        scores.append(accuracy_score(labels[check], predicted))
    return scores


def telling_terms(vectorizer, model, count=5):
    terms = np.array(sorted(vectorizer.vocabulary_,
                            key=vectorizer.vocabulary_.get))
    order = np.argsort(model.coef_[0], kind="stable")
    return {"against": terms[order[:count]].tolist(),
            "for": terms[order[::-1][:count]].tolist()}


def handler(event, context):
    texts, labels = load(event.get("rows"))
    if event.get("action") == "describe":
        return {"rows": len(texts), "labels": dict(Counter(map(str, labels)))}

    regularization = event.get("regularization", 1.0)
    result = {"rows": len(texts)}
    if "folds" in event:
        scores = cross_validate(texts, labels, event["folds"], regularization)
        result["accuracy"] = [round(float(score), 4) for score in scores]
    vectorizer, model = train(texts, labels, regularization)
    result["terms"] = len(vectorizer.vocabulary_)
    result["telling"] = telling_terms(vectorizer, model)
    return result
