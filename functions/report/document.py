"""Sets the sales of a year as a PDF document."""

import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("ALIGN", (1, 0), (1, -1), "RIGHT")]


def build(title, products, shops):
    styles = getSampleStyleSheet()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=A4, title=title, invariant=1)
    story = [Paragraph(title, styles["Title"])]
    for heading, sums in (("Products", products), ("Shops", shops)):
        rows = [[name, f"{value:,.2f}"] for name, value in sums.items()]
        story.append(Paragraph(heading, styles["Heading2"]))
        story.append(Table(rows, style=GRID, hAlign="LEFT"))
        story.append(Spacer(1, 12))
    document.build(story)
    return buffer.getvalue()
