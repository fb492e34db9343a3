"""Reports the sales of a chain of bakeries as JSON, picture or document."""

import base64

import chart
import document
import sales


def figures(rows, title):
    months = sales.totals(rows, "month")
    return {
        "title": title,
        "rows": len(rows),
        "revenue": round(sum(months.values()), 2),
        "months": months,
        "growth": sales.growth(months),
        "products": sales.totals(rows, "product"),
    }


def binary(content_type, content):
    return {
        "headers": {"Content-Type": content_type},
        "isBase64Encoded": True,
        "body": base64.b64encode(content).decode("ascii"),
    }


def handler(event, context):
    shop = event.get("shop")
    rows = list(sales.read(shop))
    if not rows:
        return {"error": f"no shop {shop}"}
    title = f"Sales of {shop or 'all shops'}"
    kind = event.get("format", "json")
    if kind == "png":
        return binary("image/png",
                      chart.monthly(sales.totals(rows, "month"), title))
    if kind == "pdf":
        return binary("application/pdf",
                      document.build(title, sales.totals(rows, "product"),
                                     sales.totals(rows, "shop")))
    return figures(rows, title)
