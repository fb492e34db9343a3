"""What the wines are like and how far the models can be trusted."""

from scipy import stats
from sklearn.model_selection import cross_val_score

import model


def correlations(wines):
    quality = wines[model.TARGET]
    return {
        name: round(float(stats.spearmanr(column, quality)[0]), 4)
        for name, column in model.features(wines).items()
    }


def build(wines):
    sections = {}
    for kind, group in wines.groupby("kind"):
        scores = cross_val_score(model.make_model(), model.features(group),
                                 group[model.TARGET], cv=5)
        summary = group["alcohol"].describe()
        sections[kind] = {
            "wines": len(group),
            "r2": [round(float(score), 4) for score in scores],
            "alcohol": {name: round(float(value), 3)
                        for name, value in summary.items()},
            "correlations": correlations(group),
        }
    return sections
