"""Says whether a text is positive or negative."""

import csv
import os

import nltk

import features

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "data", "opinions.tsv")


def train():
    with open(CORPUS, encoding="utf-8", newline="") as file:
        samples = [(features.extract(text), label)
                   for label, text in csv.reader(file, delimiter="\t")]
    return nltk.NaiveBayesClassifier.train(samples)


classifier = train()


def classify(text):
    scores = classifier.prob_classify(features.extract(text))
    label = scores.max()
    return {"label": label, "probability": round(scores.prob(label), 4)}


def keywords(texts, count):
    frequencies = nltk.FreqDist(
        word for text in texts for word in features.words(text)
        if len(word) > 3)
    ranked = sorted(frequencies.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"word": word, "count": n} for word, n in ranked[:count]]


def handler(event, context):
    texts = event["texts"] if "texts" in event else [event["text"]]
    if event.get("task") == "keywords":
        return {"keywords": keywords(texts, event.get("count", 5))}
    return {"results": [classify(text) for text in texts]}
