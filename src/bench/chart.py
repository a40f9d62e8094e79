"""Bar charts as SVG without a library: one panel per figure and shape, readable on light and on dark paper."""
import statistics
from html import escape

NAMES = 232
PANEL = 236
GAP = 22
BAR = 14
PITCH = 19
HEAD = 56
TOP = 64
VALUE = 58
CUT = 3.5

STYLE = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #7d8590; }
    .title { font-size: 17px; font-weight: 600; }
    .head { font-weight: 600; }
    .fails { font-style: italic; }
    .own { font-weight: 600; }
    .bar { fill: #9aa4b2; }
    .yardstick { fill: #d98e04; }
    .service { fill: #2f7de1; }
    .axis { stroke: #9aa4b2; stroke-width: 1; }
    @media (prefers-color-scheme: dark) { text { fill: #c9d1d9; } .bar { fill: #6e7681; } }
    @media (prefers-color-scheme: light) { text { fill: #24292f; } }
"""


class Figure:
    """One row of panels: a heading, how to read it, and how to write a value."""

    def __init__(self, title, hint, text):
        self.title = title
        self.hint = hint
        self.text = text


def label(x, y, text, style="", anchor="start"):
    name = f' class="{style}"' if style else ""
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{name}{end}>{escape(text)}</text>'


def bar(x, y, width, style, cut):
    """A bar; one that would not fit is cut in two by a slanted gap."""
    if not cut:
        return f'<rect class="{style}" x="{x}" y="{y}" width="{max(width, 1):.1f}" height="{BAR}" rx="2"/>'
    first, second, low = x + width - 22, x + width - 14, y + BAR
    return (f'<path class="{style}" d="M{x} {y}H{first + 4:.1f}L{first - 2:.1f} {low}H{x}Z '
            f'M{second + 4:.1f} {y}H{x + width:.1f}V{low}H{second - 2:.1f}Z"/>')


def panel(figure, values, styles, x, y):
    """The bars of one figure under one shape; a value of None is a server that failed."""
    known = [value for value in values if value is not None]
    limit = min(max(known), CUT * statistics.median(known)) if known else 1
    widest = PANEL - VALUE
    parts = [f'<path class="axis" d="M{x - .5} {y - 3}v{len(values) * PITCH}"/>']
    for value, style in zip(values, styles):
        if value is None:
            parts.append(label(x + 6, y + BAR - 3, "fails", "fails"))
        else:
            width = min(value / limit, 1) * widest if limit else 0
            parts.append(bar(x, y, width, style, value > limit * 1.001))
            parts.append(label(x + width + 5, y + BAR - 3, figure.text(value), "own" if style == "service" else ""))
        y += PITCH
    return parts


def draw(title, subtitle, shapes, names, styles, figures):
    """
    The whole chart.

    :param shapes: headings of the columns
    :param names: of the servers, from top to bottom
    :param styles: their style: yardstick, service or bar
    :param figures: pairs of a Figure and its values, a list per shape
    """
    width = NAMES + len(shapes) * (PANEL + GAP)
    row = HEAD + len(names) * PITCH + GAP
    height = TOP + len(figures) * row
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
             f'height="{height}" role="img">', f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
             label(8, 24, title, "title"), label(8, 46, subtitle)]
    y = TOP
    for figure, columns in figures:
        parts.append(f'<path class="axis" d="M8 {y - 8}H{width - 8}"/>')
        parts.append(f'<text x="8" y="{y + 14}"><tspan class="head">{escape(figure.title)}</tspan>'
                     f'<tspan dx="8">{escape(figure.hint)}</tspan></text>')
        for index, (shape, values) in enumerate(zip(shapes, columns)):
            x = NAMES + index * (PANEL + GAP)
            parts.append(label(x, y + 36, shape, "head"))
            parts += panel(figure, values, styles, x, y + HEAD - 8)
        for index, name in enumerate(names):
            style = "own" if styles[index] == "service" else ""
            parts.append(label(NAMES - 8, y + HEAD - 8 + index * PITCH + BAR - 3, name, style, "end"))
        y += row
    return "\n".join(parts + ["</svg>", ""])
