"""Small line charts as SVG text, readable in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 560, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 26, 36, 56
# Told apart by colour-blind readers too (Okabe and Ito), and by their dashes.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
DASHES = ("", "7 4", "2 3", "9 3 2 3")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.frame{fill:none;stroke:#8c959f}.grid{stroke:#8c959f;"
    "stroke-opacity:.3}.line{fill:none;stroke-width:2.2}.ideal{stroke:#8c959f;stroke-dasharray:3 4}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}}"
)


class Line(NamedTuple):
    """One line of a chart: points (x, y) within 0..1 of the axes, each with how large its dot is (0: none)."""

    name: str
    points: Sequence[tuple[float, float, float]]


def chart(
    title: str, across: str, up: str, lines: Sequence[Line], most: float = 1.0, ideal: bool = False
) -> str:
    """A chart with shares on both axes: `across` from 0 to `most`, `up` from 0 to 1. `ideal` draws the diagonal."""

    def x(share: float) -> float:
        return LEFT + min(share / most, 1) * (WIDTH - LEFT - RIGHT)

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    body = list(_grid(most))
    if ideal:
        body.append(
            f'<line class="ideal" x1="{x(0):.1f}" y1="{y(0):.1f}" x2="{x(most):.1f}" y2="{y(1):.1f}"/>'
        )
    for number, line in enumerate(lines):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b, _ in line.points)
        body.append(f'<polyline class="line" stroke="{colour}" stroke-dasharray="{dash}" points="{path}"/>')
        body += [
            f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="{size:.1f}" fill="{colour}"/>'
            for a, b, size in line.points
            if size
        ]
        at = HEIGHT - BOTTOM - 14 - 18 * (len(lines) - 1 - number)
        body.append(
            f'<line class="line" stroke="{colour}" stroke-dasharray="{dash}" x1="{WIDTH - 210}" x2="{WIDTH - 180}" '
            f'y1="{at - 4}" y2="{at - 4}"/><text x="{WIDTH - 174}" y="{at}">{escape(line.name)}</text>'
        )
    body.append(f'<text x="{LEFT}" y="22" font-weight="600">{escape(title)}</text>')
    body.append(
        f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>'
    )
    middle = (TOP + HEIGHT - BOTTOM) / 2
    body.append(
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(up)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{escape(title)}"><style>{_STYLE}</style>'
        + "".join(body)
        + "</svg>\n"
    )


def _grid(most: float) -> Iterable[str]:
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    yield f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{wide}" height="{high}"/>'
    for step in range(6):
        share = step / 5
        x, y = LEFT + share * wide, HEIGHT - BOTTOM - share * high
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        digits = 0 if most >= 0.5 else 1
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{share * most:.{digits}%}</text>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>'
