"""Writes data/orders.json: orders of a shop, the same on every run."""

import json
import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "orders.json"
ITEMS = ["tea", "coffee", "cup", "saucer", "kettle", "spoon", "sugar bowl"]
CITIES = ["Aachen", "Bergen", "Cádiz", "Delft", "Évora", "Florence"]


def make_order(number, source):
    lines = [
        {
            "item": source.choice(ITEMS),
            "quantity": source.randint(1, 6),
            "price": round(source.uniform(1, 60), 2),
        }
        for _ in range(source.randint(1, 4))
    ]
    return {
        "id": number,
        "customer": {"id": source.randint(1, 200),
                     "city": source.choice(CITIES)},
        "paid": source.random() < 0.9,
        "coupon": source.choice([None, None, None, "SPRING", "FRIENDS"]),
        "lines": lines,
    }


def main():
    source = random.Random(11)
    orders = [make_order(number, source) for number in range(1, 701)]
    text = json.dumps(orders, ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace("},{\"id\"", "},\n{\"id\"") + "\n",
                   encoding="utf-8")


if __name__ == "__main__":
    main()
