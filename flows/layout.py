"""Where everything of a flow's picture goes: Graphviz's `dot`, in this process, on cards of their real size.

A map too large or too long for one drawing becomes bands stacked on each other, so that nothing is a ribbon;
what leads to another band is named on its card instead of drawn.

Graphviz holds the interpreter's lock while it works: milliseconds for a map of a page, half a second
for hundreds of states. A server lays out once per version and keeps the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import pygraphviz

from flows import sketch
from flows.model import Flow
from flows.reading_order import best_cut, reading_order, returning
from flows.sketch import Card, Label, Lines, Panel, Row

MOST_STATES, MOST_LINES = 30, 70
"""Of one band: more take `dot` seconds, and nobody can follow them."""
WIDE, ASPECT = 2600.0, 3.4
"""A band wider than this, and that much wider than high, is cut in two."""
MARGIN, BAND_GAP = 32.0, 44.0
LONG = 1000.0
"""A line of a wide band that would lead further sideways is named on its card instead."""
_GRID = 5
"""Cards of a band that no line touches stand side by side, so many in a row."""

Point = tuple[float, float]


class PlacedCard(NamedTuple):
    """A card and its top left corner."""

    card: Card
    x: float
    y: float


class PlacedLabel(NamedTuple):
    """A label and its top left corner."""

    label: Label
    x: float
    y: float


class Line(NamedTuple):
    """A cubic Bézier path: its start, then three points a piece. The part that ends at a state has a tip.

    `back` is part of the way to an earlier state.
    """

    points: tuple[Point, ...]
    tip: Point | None
    back: bool
    transitions: tuple[str, ...]
    """Those that its label names."""


class PlacedPanel(NamedTuple):
    """The card of what leaves every state; its rows in columns of `column` pixels."""

    panel: Panel
    x: float
    y: float
    column: float
    columns: int
    height: float


class Layout(NamedTuple):
    """A picture's parts with their places in pixels, y downwards."""

    width: float
    height: float
    cards: tuple[PlacedCard, ...]
    labels: tuple[PlacedLabel, ...]
    lines: tuple[Line, ...]
    panel: PlacedPanel | None


def layout(flow: Flow, *, room: float = 0) -> Layout:
    """Place the states of `flow` and what leads between them, left to right; `room` pixels at the end of each row.

    The author's own `layout` is the canvas's; it isn't used.
    """
    drawn = sketch.lines(flow)
    order = reading_order(flow, drawn)
    own = sketch.own_rows(flow)
    bands = _bands(_Drawing(flow, drawn, own, room), order)
    top, parts = MARGIN, []
    for band in bands:
        parts.append(_moved(band, MARGIN, top))
        top += band.height + BAND_GAP
    width = max(band.width for band in bands)
    panel = sketch.panel(flow, room)
    placed = _placed_panel(panel, width, top) if panel else None
    bottom = top - BAND_GAP if placed is None else placed.y + placed.height
    return Layout(
        width=max(width, placed.column * placed.columns if placed else 0) + 2 * MARGIN,
        height=bottom + MARGIN,
        cards=tuple(card for part in parts for card in part.cards),
        labels=tuple(label for part in parts for label in part.labels),
        lines=tuple(line for part in parts for line in part.lines),
        panel=placed,
    )


def _placed_panel(panel: Panel, room: float, top: float) -> PlacedPanel:
    columns = max(1, min(len(panel.rows), int(room // panel.width), 4))
    deep = -(-len(panel.rows) // columns)
    heights = [sum(row.height for row in panel.rows[i : i + deep]) for i in range(0, len(panel.rows), deep)]
    return PlacedPanel(panel, MARGIN, top, panel.width, len(heights), sketch.HEAD + max(heights) + 10)


class _Drawing(NamedTuple):
    """What is to be placed."""

    flow: Flow
    lines: Lines
    own: Mapping[str, list[Row]]
    room: float


def _bands(drawing: _Drawing, states: Sequence[str]) -> list[Layout]:
    inside = _inside(drawing.lines, set(states))
    fits = len(states) <= MOST_STATES and len(inside) <= MOST_LINES
    if fits or len(states) == 1:
        band = _band(drawing, states)
        if band.width > WIDE and (apart := _far_apart(band)):
            band = _band(drawing, states, apart)
        if len(states) < 4 or band.width <= max(WIDE, ASPECT * band.height):
            return [band]
    cut = best_cut(states, inside)
    return _bands(drawing, states[:cut]) + _bands(drawing, states[cut:])


def _far_apart(band: Layout) -> set[tuple[str, str]]:
    """Pairs of states between which a line would be too long to follow."""
    middles = {placed.card.state: placed.x + placed.card.width / 2 for placed in band.cards}
    ends = ((source, placed.label.target) for placed in band.labels for source in placed.label.sources)
    return {(source, target) for source, target in ends if abs(middles[source] - middles[target]) > LONG}


def _inside(drawn: Lines, states: set[str]) -> list[tuple[tuple[str, ...], str]]:
    """The lines that both start and end among `states`, with the sources they have there."""
    arriving = ((sources, target) for sources, target in drawn if target in states)
    ends = ((tuple(s for s in sources if s in states), target) for sources, target in arriving)
    return [(sources, target) for sources, target in ends if sources]


def _band(drawing: _Drawing, states: Sequence[str], apart: Set[tuple[str, str]] = frozenset()) -> Layout:
    """Some of the states, drawn together; what leads out of them, or between those `apart`, becomes rows."""
    flow, drawn, own, room = drawing
    among = set(states)
    names = {state.id: state.name for state in flow.states}
    labels: list[Label] = []
    rows = {state: list(own[state]) for state in states}
    for (sources, target), transitions in drawn.items():
        here = [source for source in sources if source in among]
        near = tuple(
            s for s in here if target in among and (s, target) not in apart and len(labels) < MOST_LINES
        )
        if near:
            labels.append(sketch.label(near, target, transitions, room))
        for source in here:
            if source not in near:
                rows[source] += [sketch.row(t, target=names[target]) for t in transitions]
    parts = {state.id: state for state in reversed(flow.states)}
    cards = [sketch.card(flow, parts[state], rows[state], room) for state in states]
    return _placed(cards, labels)


def _placed(cards: Sequence[Card], labels: Sequence[Label]) -> Layout:
    back = returning([card.state for card in cards], labels)
    drawing = _graph(cards, labels, back).draw(format="json", prog="dot")
    found = json.loads(drawing)
    _, _, width, height = map(float, found["bb"].split(","))
    corners = {part["name"]: _corner(part, height) for part in found["objects"] if "pos" in part}
    return Layout(
        width=width,
        height=height,
        cards=tuple(PlacedCard(card, *corners[f"c{i}"]) for i, card in enumerate(cards)),
        labels=tuple(PlacedLabel(label, *corners[f"l{i}"]) for i, label in enumerate(labels)),
        lines=tuple(_lines(found, labels, height)),
        panel=None,
    )


def _graph(cards: Sequence[Card], labels: Sequence[Label], back: set[tuple[str, int]]) -> Any:
    """A label is a node of its own: lines run into it, and several sources can share it.

    What leads back is given the other way round, which keeps the ranks in reading order. The graph is put together
    here, since Graphviz reads DOT from files alone.
    """
    look = {"rankdir": "LR", "ranksep": "0.32", "nodesep": "0.28", "splines": "spline"}
    graph = pygraphviz.AGraph(strict=False, directed=True, **look)
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    graph.edge_attr.update(arrowsize="0.8", dir="none")
    place = {card.state: f"c{i}" for i, card in enumerate(cards)}
    for i, card in enumerate(cards):
        graph.add_node(f"c{i}", width=_inches(card.width), height=_inches(card.height))
    for i, label in enumerate(labels):
        graph.add_node(f"l{i}", width=_inches(label.width), height=_inches(label.height))
        returns = [(source, i) in back for source in label.sources]
        for source, turned in zip(label.sources, returns, strict=True):
            if turned:
                graph.add_edge(f"l{i}", place[source], tailport="e", headport="s", comment="back")
            else:
                graph.add_edge(place[source], f"l{i}", tailport="e", headport="w")
        target = place[label.target]
        if all(returns):
            graph.add_edge(target, f"l{i}", tailport="s", headport="w", dir="back", comment="back")
        else:
            graph.add_edge(f"l{i}", target, tailport="e", headport="w", dir="forward", weight="2")
    _grid(graph, cards, labels)
    return graph


def _grid(graph: Any, cards: Sequence[Card], labels: Sequence[Label]) -> None:
    """Put ends that no line touches last, other such cards side by side: `dot` would put them all first."""
    touched = {state for label in labels for state in (*label.sources, label.target)}
    alone = [(f"c{i}", card) for i, card in enumerate(cards) if card.state not in touched]
    ends = [name for name, card in alone if card.terminal and touched]
    graph.add_subgraph(ends, rank="max")
    others = [name for name, _ in alone if name not in ends]
    for i, name in enumerate(others):
        if i % _GRID:
            graph.add_edge(others[i - 1], name, style="invis")


def _lines(found: Mapping[str, Any], labels: Sequence[Label], height: float) -> Iterator[Line]:
    """What was drawn; each edge has a label at one of its ends."""
    by_number = {part["_gvid"]: part["name"] for part in found["objects"]}
    by_name = {f"l{i}": label for i, label in enumerate(labels)}
    for edge in found.get("edges", ()):
        if edge.get("style") != "invis":
            ends = (by_name.get(by_number[edge[end]]) for end in ("tail", "head"))
            yield _line(edge, next(label.transitions for label in ends if label is not None), height)


def _line(edge: Mapping[str, Any], transitions: tuple[str, ...], height: float) -> Line:
    """An edge's spline: the arrow's tip comes before the points, as `e,` or, drawn backwards, as `s,`."""
    first, *rest = edge["pos"].split()
    kind, _, at = first.partition(",")
    if kind not in ("e", "s"):
        points = [_point(point, height) for point in (first, *rest)]
        return Line(tuple(points), None, _is_back(edge), transitions)
    points = [_point(point, height) for point in rest]
    if kind == "s":
        points.reverse()
    return Line(tuple(points), _point(at, height), _is_back(edge), transitions)


def _is_back(edge: Mapping[str, Any]) -> bool:
    return edge.get("comment") == "back"


def _point(text: str, height: float) -> Point:
    x, y = text.split(",")
    return float(x), height - float(y)


def _corner(part: Mapping[str, Any], height: float) -> Point:
    x, y = _point(part["pos"], height)
    return x - float(part["width"]) * 36, y - float(part["height"]) * 36


def _inches(pixels: float) -> str:
    return f"{pixels / 72:.4f}"


def _moved(band: Layout, x: float, y: float) -> Layout:
    return band._replace(
        cards=tuple(PlacedCard(card, cx + x, cy + y) for card, cx, cy in band.cards),
        labels=tuple(PlacedLabel(label, lx + x, ly + y) for label, lx, ly in band.labels),
        lines=tuple(
            line._replace(
                points=tuple((px + x, py + y) for px, py in line.points),
                tip=line.tip and (line.tip[0] + x, line.tip[1] + y),
            )
            for line in band.lines
        ),
    )
