"""Reads JSON, totals it, and writes it again."""

import json
import os

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def load(name):
    with open(os.path.join(DATA, name + ".json"), encoding="utf-8") as file:
        return file.read()


def total(order):
    return sum(line["quantity"] * line["price"] for line in order["lines"])


def round_trip(text, repeat):
    for _ in range(repeat):
        text = json.dumps(json.loads(text), sort_keys=True)
    return text


def handler(event, context):
    if "payload" in event:
        text = json.dumps(event["payload"])
    else:
        text = load(event.get("dataset", "orders"))

    text = round_trip(text, event.get("repeat", 1))
    if event.get("pretty"):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    result = {"bytes": len(text.encode("utf-8"))}

    if "payload" not in event:
        orders = json.loads(text)
        result["orders"] = len(orders)
        result["revenue"] = round(sum(map(total, orders)), 2)
    return result
