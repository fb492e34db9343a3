"""Turns Markdown into a HTML page."""

import markdown
import pkg_resources
from pygments.formatters import HtmlFormatter

VERSION = pkg_resources.get_distribution("Markdown").version
EXTENSIONS = ["extra", "sane_lists", "toc"]

PAGE = """<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{title}</title>{style}</head>
<body>
{body}
<footer>Rendered by Markdown {version}</footer>
</body>
</html>
"""


def style_sheet():
    rules = HtmlFormatter().get_style_defs(".codehilite")
    return f"<style>{rules}</style>"


def render(text, highlight):
    extensions = list(EXTENSIONS)
    if highlight:
        extensions.append("codehilite")
    converter = markdown.Markdown(extensions=extensions, output_format="html")
    return converter.convert(text), converter.toc_tokens


def handler(event, context):
    highlight = event.get("highlight", False)
    body, headings = render(event["text"], highlight)
    title = event.get("title") or (headings[0]["name"] if headings else "")
    if event.get("fragment"):
        return {"title": title, "html": body}
    page = PAGE.format(title=title, body=body, version=VERSION,
                       style=style_sheet() if highlight else "")
    return {"title": title, "html": page}
