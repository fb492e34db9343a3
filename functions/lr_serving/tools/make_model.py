"""Trains the model of data/model.json on the reviews of lr_training."""

import csv
import json
import pathlib
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).parent.parent
REVIEWS = HERE.parent / "lr_training" / "data" / "reviews.csv"


def main():
    sys.path.insert(0, str(HERE))
    from preprocess import clean

    with open(REVIEWS, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    features = vectorizer.fit_transform(clean(row["text"] for row in rows))
    model = LogisticRegression(C=2.0, max_iter=500)
    model.fit(features, [int(row["recommended"]) for row in rows])

    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    content = {
        "terms": terms,
        "idf": [round(float(value), 4) for value in vectorizer.idf_],
        "coef": [round(float(value), 4) for value in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
        "classes": [int(value) for value in model.classes_],
    }
    (HERE / "data" / "model.json").write_text(
        json.dumps(content, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
