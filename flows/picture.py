"""A flow's map as a stand-alone SVG, drawn where `layout` put things. No script, no link, all escaped."""

from __future__ import annotations

from collections.abc import Iterator

from flows.ink import FONT, PAINTS, Paint, Theme, attribute, box, number, rows, safe, shadow, text
from flows.layout import Layout, Line, PlacedCard, PlacedLabel, PlacedPanel, Point, layout
from flows.legend import legend
from flows.model import Flow
from flows.overlay import NOTHING, Overlay, pill, pill_width, row_pills, state_words
from flows.sketch import HEAD, LABEL_PAD, NOTE_LINE, PAD, SMALL, TITLE, WORDS

_LEGEND_HEIGHT, _LEGEND_LEFT = 34.0, 32.0


def svg(flow: Flow, *, theme: Theme = "light", overlay: Overlay = NOTHING) -> str:
    """The map of `flow` as one SVG document, with the numbers of `overlay` over it.

    Cards carry `data-state`, the words of a transition `data-transition`, for whoever shows the picture.
    """
    return draw(flow, layout(flow, room=overlay.room), theme=theme, overlay=overlay)


def draw(flow: Flow, places: Layout, *, theme: Theme = "light", overlay: Overlay = NOTHING) -> str:
    """As `svg`, on a layout that was kept: other numbers at states or the other theme need no new one.

    Numbers at transitions need one that leaves `overlay.room`.
    """
    paint = PAINTS[theme]
    drawn_legend, legend_width = legend(_kinds(places), overlay, paint)
    width = number(max(places.width, legend_width + 2 * _LEGEND_LEFT))
    height = places.height + (_LEGEND_HEIGHT if drawn_legend else 0)
    size = f'width="{width}" height="{number(height)}" viewBox="0 0 {width} {number(height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}',
        f' font-family="{FONT}" font-size="{number(WORDS)}">',
        f"<title>{safe(flow.name)}</title>",
        f'<rect width="100%" height="100%" fill="{paint.paper}"/>',
        *(_line(line, overlay, paint) for line in places.lines),
        *(_label(placed, overlay, paint) for placed in places.labels),
        *(_card(placed, overlay, paint) for placed in places.cards),
    ]
    if places.panel is not None:
        parts.append(_panel(places.panel, overlay, paint))
    if drawn_legend:
        parts.append(_group(_LEGEND_LEFT, height - 26, [drawn_legend]))
    return "\n".join([*parts, "</svg>\n"])


def _line(line: Line, overlay: Overlay, paint: Paint) -> str:
    colour, width = _stroke(line, overlay, paint)
    *points, last = line.points
    end = last if line.tip is None else _between(last, line.tip)
    start, *rest = (f"{number(x)} {number(y)}" for x, y in (*points, end))
    dash = ' stroke-dasharray="5 4"' if line.back else ""
    look = f'fill="none" stroke="{colour}" stroke-width="{number(width)}"{dash}'
    path = f'<path d="M{start}C{" ".join(rest)}" {look}/>'
    return path if line.tip is None else path + _arrow(last, line.tip, colour)


def _stroke(line: Line, overlay: Overlay, paint: Paint) -> tuple[str, float]:
    """A line's colour and width: wider where more conversations went, in colour where scenarios go or don't."""
    count = overlay.line(line.transitions)
    if count is None:
        return paint.stroke, 1.5
    if overlay.of == "conversations":
        return paint.stroke, 1.5 + 4 * overlay.share(count) ** 0.5
    return getattr(paint, overlay.tone(count)), 2.0


def _between(last: Point, tip: Point) -> Point:
    """The line ends a little inside its arrow, so that no gap shows."""
    return last[0] + (tip[0] - last[0]) * 0.2, last[1] + (tip[1] - last[1]) * 0.2


def _arrow(last: Point, tip: Point, colour: str) -> str:
    dx, dy = tip[0] - last[0], tip[1] - last[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    x, y = tip[0] - 8 * ux, tip[1] - 8 * uy
    corners = (tip, (x - 4 * uy, y + 4 * ux), (x + 4 * uy, y - 4 * ux))
    return f'<path d="M{"L".join(f"{number(x)} {number(y)}" for x, y in corners)}z" fill="{colour}"/>'


def _label(placed: PlacedLabel, overlay: Overlay, paint: Paint) -> str:
    label = placed.label
    radius = min(12.0, label.height / 2)
    frame = box(label.width, label.height, radius, paint.surface, paint.border)
    pills = row_pills(overlay, label.rows, label.width - 5, 2, paint)
    return _group(placed.x, placed.y, [frame, *rows(label.rows, LABEL_PAD, 2, paint), *pills])


def _card(placed: PlacedCard, overlay: Overlay, paint: Paint) -> str:
    card = placed.card
    count = overlay.state(card.state)
    radius = min(26.0, card.height / 2) if card.initial else 12.0
    edge = paint.border if count is None else getattr(paint, overlay.tone(count))
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
        parts += row_pills(overlay, card.rows, card.width - PAD, card.rows_top, paint)
    if count is not None:
        right, words = card.width + 8 - pill_width(count), state_words(overlay, count)
        parts.append(pill(count, right, 0, overlay.tone(count), words, paint))
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


def _panel(placed: PlacedPanel, overlay: Overlay, paint: Paint) -> str:
    shown = placed.panel.rows
    deep = -(-len(shown) // placed.columns)
    parts = [
        box(placed.column * placed.columns, placed.height, 12, paint.surface, paint.border, dashed=True),
        text("In every state", PAD, HEAD / 2 + 5, TITLE, paint.text, weight=600),
    ]
    for i in range(placed.columns):
        column, left = shown[i * deep : (i + 1) * deep], PAD + i * placed.column
        parts += rows(column, left, HEAD - 4, paint)
        parts += row_pills(overlay, column, left + placed.column - 2 * PAD, HEAD - 4, paint)
    return _group(placed.x, placed.y, parts)


def _kinds(places: Layout) -> set[str]:
    """The kinds of trigger that the picture shows."""
    shown = [row for placed in places.cards for row in placed.card.rows]
    shown += [row for placed in places.labels for row in placed.label.rows]
    shown += places.panel.panel.rows if places.panel else ()
    return {row.kind for row in shown}


def _group(x: float, y: float, parts: list[str], attributes: str = "") -> str:
    return f'<g transform="translate({number(x)} {number(y)})"{attributes}>{"".join(parts)}</g>'
