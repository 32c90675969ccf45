"""Charts as SVG, drawn by the server: no script, no style of their own, readable by a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from importsafety.web.formats import number

WIDTH, HEIGHT = 640, 180
NARROW = 320  # for a column at the side; the letters keep their size
LETTER = 7  # as wide as a letter is on average
FEW = 12  # as many columns as the width is at least divided into
ROW = 24
LABEL, VALUE = 0.3, 70  # of a row: the label's share of the width, and the room after the longest bar


def columns(pairs: Sequence[tuple[str, float]], name: str, unit: str = "", width: int = WIDTH) -> Markup:
    """Upright bars in order, for a course of time. `name` says what is shown; `unit` follows each number."""
    if not pairs:
        return Markup("")
    most = max(value for _, value in pairs) or 1
    step, height = width / max(len(pairs), FEW), HEIGHT * width // WIDTH
    bars = [
        Markup('<rect class="bar" x="{x}" y="{y}" width="{w}" height="{h}"><title>{t}</title></rect>').format(
            x=round(number * step + step * 0.1, 1),
            y=round(height - height * value / most, 1),
            w=round(step * 0.8, 1),
            h=round(height * value / most, 1),
            t=f"{label}: {_number(value)}{unit}",
        )
        for number, (label, value) in enumerate(pairs)
    ]
    ends = Markup(
        '<text class="label" x="0" y="{y}">{a}</text><text class="label end" x="{x}" y="{y}">{z}</text>'
        '<text class="label" x="0" y="-6">{m}</text><path class="axis" d="M0 {h}H{w}"/>'
    ).format(
        y=height + 18,
        a=pairs[0][0],
        z=pairs[-1][0] if len(pairs) > 1 else "",
        x=round(max(step * len(pairs), 0.5 * width), 1),
        w=width,
        h=height,
        m=f"{_number(most)}{unit}",
    )
    return _svg(Markup("").join([*bars, ends]), name, pairs, f"0 -20 {width} {height + 44}")


def rows(pairs: Sequence[tuple[str, float]], name: str, unit: str = "", width: int = WIDTH) -> Markup:
    """Lying bars with their labels, for a ranking."""
    if not pairs:
        return Markup("")
    most = max(value for _, value in pairs) or 1
    label_room = round(width * (LABEL if width == WIDTH else 0.42))
    room = width - label_room - VALUE
    bars = [
        Markup(
            '<text class="label end" x="{lx}" y="{ty}">{label}</text>'
            '<rect class="bar" x="{x}" y="{y}" width="{w}" height="{h}"/>'
            '<text class="label" x="{vx}" y="{ty}">{value}</text>'
        ).format(
            lx=label_room - 8,
            ty=number * ROW + 16,
            label=_cut(label, label_room // LETTER),
            x=label_room,
            y=number * ROW + 4,
            w=max(1, round(room * value / most, 1)),
            h=ROW - 8,
            vx=round(label_room + room * value / most + 6, 1),
            value=f"{_number(value)}{unit}",
        )
        for number, (label, value) in enumerate(pairs)
    ]
    return _svg(Markup("").join(bars), name, pairs, f"0 0 {width} {len(pairs) * ROW + 4}")


def _svg(inner: Markup, name: str, pairs: Sequence[tuple[str, float]], box: str) -> Markup:
    told = "; ".join(f"{label} {_number(value)}" for label, value in pairs)
    return Markup(
        '<svg class="chart" role="img" viewBox="{box}" aria-label="{name}: {told}">{inner}</svg>'
    ).format(box=box, name=escape(name), told=escape(told), inner=inner)


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _number(value: float) -> str:
    return number(round(value) if value >= 100 else value)
