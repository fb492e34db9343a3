"""Predicts the quality of wines from what the laboratory measured."""

import pandas as pd

import model
import report

wines = model.load_wines()
models = model.train(wines)
medians = model.features(wines).median()


def predict(kind, samples):
    """Qualities from 3 to 9; what was not measured counts as the median."""
    frame = pd.DataFrame(samples, columns=medians.index).fillna(medians)
    quality = models[kind].predict(frame).clip(3, 9)
    return [round(float(value), 2) for value in quality]


def handler(event, context):
    if event.get("action") == "report":
        return {"statusCode": 200, "report": report.build(wines)}
    kind = event.get("kind", "red")
    if kind not in models:
        return {"statusCode": 400, "error": f"no model of {kind} wine"}
    return {"statusCode": 200, "kind": kind,
            "quality": predict(kind, event["samples"])}
