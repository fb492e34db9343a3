"""Draws the sales of a year."""

import io

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402


def monthly(months, title):
    names = sorted(months, key=int)
    figure, axes = plt.subplots(figsize=(6, 3.5))
    axes.bar(names, [months[name] for name in names], color="#47a")
    axes.set_title(title)
    axes.set_xlabel("month")
    axes.set_ylabel("revenue")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    plt.close(figure)
    return buffer.getvalue()
