"""A flow's map as a stand-alone SVG, drawn where `layout` put things. No script, no link, all escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.ink import FONT, PAINTS, Paint, Theme, attribute, box, icon, number, rows, safe, shadow, text
from flows.layout import Layout, Line, PlacedCard, PlacedLabel, PlacedPanel, Point, layout
from flows.lettering import text_width
from flows.model import Flow
from flows.sketch import HEAD, ICON, LABEL_PAD, NOTE_LINE, PAD, SMALL, TITLE, WORDS

_LEGEND = {
    "intent": "the customer says",
    "event": "an event arrives",
    "timeout": "time passes",
    "action": "a result comes back",
    "manual": "an operator decides",
    "always": "at once",
}
_LEGEND_HEIGHT, _LEGEND_LEFT = 34.0, 32.0


def svg(flow: Flow, *, theme: Theme = "light", counts: Mapping[str, int] | None = None) -> str:
    """The map of `flow` as one SVG document; `counts` says how many conversations are in each state now.

    Cards carry `data-state`, the words of a transition `data-transition`, for whoever shows the picture.
    """
    return draw(flow, layout(flow), theme=theme, counts=counts)


def draw(
    flow: Flow, places: Layout, *, theme: Theme = "light", counts: Mapping[str, int] | None = None
) -> str:
    """As `svg`, on a layout that was kept: new counts or the other theme need no new one."""
    paint = PAINTS[theme]
    kinds = _kinds(places)
    width = number(max(places.width, _legend_width(kinds) + 2 * _LEGEND_LEFT))
    height = places.height + (_LEGEND_HEIGHT if kinds else 0)
    size = f'width="{width}" height="{number(height)}" viewBox="0 0 {width} {number(height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}',
        f' font-family="{FONT}" font-size="{number(WORDS)}">',
        f"<title>{safe(flow.name)}</title>",
        f'<rect width="100%" height="100%" fill="{paint.paper}"/>',
        *(_line(line, paint) for line in places.lines),
        *(_label(placed, paint) for placed in places.labels),
        *(_card(placed, (counts or {}).get(placed.card.state, 0), paint) for placed in places.cards),
    ]
    if places.panel is not None:
        parts.append(_panel(places.panel, paint))
    if kinds:
        parts.append(_legend(kinds, height - 26, paint))
    return "\n".join([*parts, "</svg>\n"])


def _line(line: Line, paint: Paint) -> str:
    *points, last = line.points
    end = last if line.tip is None else _between(last, line.tip)
    start, *rest = (f"{number(x)} {number(y)}" for x, y in (*points, end))
    dash = ' stroke-dasharray="5 4"' if line.back else ""
    look = f'fill="none" stroke="{paint.stroke}" stroke-width="1.5"{dash}'
    path = f'<path d="M{start}C{" ".join(rest)}" {look}/>'
    return path if line.tip is None else path + _arrow(last, line.tip, paint)


def _between(last: Point, tip: Point) -> Point:
    """The line ends a little inside its arrow, so that no gap shows."""
    return last[0] + (tip[0] - last[0]) * 0.2, last[1] + (tip[1] - last[1]) * 0.2


def _arrow(last: Point, tip: Point, paint: Paint) -> str:
    dx, dy = tip[0] - last[0], tip[1] - last[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    x, y = tip[0] - 8 * ux, tip[1] - 8 * uy
    corners = (tip, (x - 4 * uy, y + 4 * ux), (x + 4 * uy, y - 4 * ux))
    return f'<path d="M{"L".join(f"{number(x)} {number(y)}" for x, y in corners)}z" fill="{paint.stroke}"/>'


def _label(placed: PlacedLabel, paint: Paint) -> str:
    label = placed.label
    radius = min(12.0, label.height / 2)
    frame = box(label.width, label.height, radius, paint.surface, paint.border)
    return _group(placed.x, placed.y, [frame, *rows(label.rows, LABEL_PAD, 2, paint)])


def _card(placed: PlacedCard, count: int, paint: Paint) -> str:
    card = placed.card
    radius = min(26.0, card.height / 2) if card.initial else 12.0
    edge = paint.live if count else paint.border
    parts = [
        f"<title>{safe(card.full)}</title>",
        shadow(card.width, card.height, radius, paint),
        box(card.width, card.height, radius, paint.surface, edge),
    ]
    if card.terminal:
        parts.append(box(card.width, card.height, radius, "none", edge, inset=4))
    parts += _head(placed, paint)
    if card.rows:
        rule = f"M{number(PAD)} {number(card.rows_top - 3)}H{number(card.width - PAD)}"
        parts.append(f'<path d="{rule}" stroke="{paint.border}"/>')
        parts += rows(card.rows, PAD, card.rows_top, paint)
    if count:
        parts.append(_count(count, card.width, paint))
    return _group(placed.x, placed.y, parts, attribute("state", card.state))


def _head(placed: PlacedCard, paint: Paint) -> Iterator[str]:
    card = placed.card
    x, middle = PAD + 4, HEAD / 2
    if card.initial:
        yield f'<path d="M{number(x)} {number(middle - 5.5)}v11l9-5.5z" fill="{paint.accent}"/>'
    elif card.terminal:
        place = f'x="{number(x)}" y="{number(middle - 5)}"'
        yield f'<rect {place} width="10" height="10" rx="2.5" fill="{paint.ok}"/>'
    else:
        yield f'<rect x="7" y="{number(middle - 9)}" width="4" height="18" rx="2" fill="{paint.accent}"/>'
    left = x + 18 if card.initial or card.terminal else x
    yield text(card.title, left, middle + 5, TITLE, paint.text, weight=600)
    for i, note in enumerate(card.notes):
        yield text(note, x, HEAD + 3 + NOTE_LINE * i, SMALL, paint.muted)


def _count(count: int, right: float, paint: Paint) -> str:
    words = f"{count:,}" if count < 100_000 else f"{count // 1000:,}k"
    width = max(22.0, text_width(words, SMALL) + 14)
    are = "conversation is" if count == 1 else "conversations are"
    look = f'rx="10" fill="{paint.live}" stroke="{paint.paper}" stroke-width="2"'
    parts = [
        f"<title>{count:,} {are} here</title>",
        f'<rect width="{number(width)}" height="20" {look}/>',
        text(words, width / 2, 14, SMALL, "#ffffff", weight=700, anchor="middle"),
    ]
    return _group(right - width + 8, -10, parts)


def _panel(placed: PlacedPanel, paint: Paint) -> str:
    shown = placed.panel.rows
    deep = -(-len(shown) // placed.columns)
    parts = [
        box(placed.column * placed.columns, placed.height, 12, paint.surface, paint.border, dashed=True),
        text("In every state", PAD, HEAD / 2 + 5, TITLE, paint.text, weight=600),
    ]
    for i in range(placed.columns):
        parts += rows(shown[i * deep : (i + 1) * deep], PAD + i * placed.column, HEAD - 4, paint)
    return _group(placed.x, placed.y, parts)


def _kinds(places: Layout) -> list[str]:
    """The kinds of trigger that the picture shows, in the legend's order."""
    shown = [row for placed in places.cards for row in placed.card.rows]
    shown += [row for placed in places.labels for row in placed.label.rows]
    shown += places.panel.panel.rows if places.panel else ()
    found = {row.kind for row in shown}
    return [kind for kind in _LEGEND if kind in found]


def _legend_width(kinds: list[str]) -> float:
    return sum(map(_entry_width, kinds))


def _entry_width(kind: str) -> float:
    return ICON + 27 + text_width(_LEGEND[kind], SMALL)


def _legend(kinds: list[str], middle: float, paint: Paint) -> str:
    x, parts = _LEGEND_LEFT, []
    for kind in kinds:
        parts.append(icon(kind, x + ICON / 2, middle, paint))
        parts.append(text(_LEGEND[kind], x + ICON + 7, middle + 4, SMALL, paint.muted))
        x += _entry_width(kind)
    return "".join(parts)


def _group(x: float, y: float, parts: list[str], attributes: str = "") -> str:
    return f'<g transform="translate({number(x)} {number(y)})"{attributes}>{"".join(parts)}</g>'
