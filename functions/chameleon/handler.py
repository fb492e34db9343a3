"""Renders HTML pages from Chameleon templates."""

import os

from chameleon import PageTemplateLoader

HERE = os.path.dirname(os.path.abspath(__file__))
templates = PageTemplateLoader(os.path.join(HERE, "templates"), ".pt")


def table(rows, columns):
    """One row per record, one column per field."""
    header = [f"c{column}" for column in range(columns)]
    body = [
        {name: row * columns + column for column, name in enumerate(header)}
        for row in range(rows)
    ]
    return templates["table"](title="Table", header=header, rows=body)


def summary(items):
    total = sum(item["price"] * item.get("quantity", 1) for item in items)
    return templates["summary"](items=items, total=f"{total:.2f}")


def handler(event, context):
    page = event.get("page", "table")
    if page == "table":
        html = table(event.get("rows", 10), event.get("columns", 10))
    elif page == "summary":
        html = summary(event.get("items", []))
    else:
        return {"statusCode": 404, "body": ""}
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "text/html; charset=utf-8"},
        "body": html,
    }
