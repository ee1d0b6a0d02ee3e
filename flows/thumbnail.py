"""A flow's map as small as a card: its states without words, and in the colours of what leads between them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pygraphviz

from flows import sketch
from flows.ink import PAINTS, Paint, Theme, number, safe
from flows.model import ANY, Flow
from flows.reading_order import reading_order

MOST_STATES = 48
"""More would be dust; those that a reader meets first are shown."""
_WIDTH, _HEIGHT, _DOT = 52.0, 24.0, 14.0
_PAD = 10.0
_LEAST_WIDTH, _LEAST_HEIGHT = 440.0, 190.0
"""Of a picture: three states don't fill it."""
_MANY = 40
"""Ways: so many would hide the main ones."""
_LINE = 'fill="none" stroke-width="1.5" vector-effect="non-scaling-stroke"'

Ways = Mapping[tuple[str, str], str]
"""From state (or anywhere) and to state → the kind of trigger that comes first."""


def thumbnails(flow: Flow) -> Mapping[Theme, str]:
    """An SVG document for each theme, to be scaled to its place: lines keep their width. No script, no link."""
    shown = reading_order(flow, sketch.lines(flow))[:MOST_STATES]
    ways = _ways(flow, set(shown))
    placed = json.loads(_graph(shown, ways).draw(format="json", prog="dot"))
    return {theme: _drawn(flow, shown, ways, placed, paint) for theme, paint in PAINTS.items()}


def _drawn(flow: Flow, shown: list[str], ways: Ways, placed: Mapping[str, Any], paint: Paint) -> str:
    _, _, width, height = map(float, placed["bb"].split(","))
    wide, high = max(_LEAST_WIDTH, width + 2 * _PAD), max(_LEAST_HEIGHT, height + 2 * _PAD)
    box = " ".join(map(number, ((width - wide) / 2, (height - high) / 2, wide, high)))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}" '
            f'width="{number(wide)}" height="{number(high)}">',
            f"<title>{safe(flow.name)}</title>",
            *_lines(placed, ways, height, paint),
            *_cards(placed, flow, shown, height, paint),
            "</svg>\n",
        ]
    )


def _ways(flow: Flow, shown: set[str]) -> Ways:
    ways: dict[tuple[str, str], str] = {}
    for transition in flow.transitions:
        for source in transition.from_states:
            ends = source, transition.to_state or source
            if ends[0] != ends[1] and ends[1] in shown and (source == ANY or source in shown):
                ways.setdefault(ends, transition.trigger.type)
    return ways


def _graph(shown: list[str], ways: Ways) -> Any:
    graph = pygraphviz.AGraph(strict=False, directed=True, rankdir="LR", ranksep="0.4", nodesep="0.2")
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    graph.edge_attr.update(arrowsize="0.6")
    names = {state: f"s{i}" for i, state in enumerate(shown)}
    for name in names.values():
        graph.add_node(name, width=_WIDTH / 72, height=_HEIGHT / 72)
    if any(source == ANY for source, _ in ways):
        names[ANY] = "any"
        graph.add_node("any", width=_DOT / 72, height=_DOT / 72, shape="circle")
    for i, (source, target) in enumerate(ways):
        graph.add_edge(names[source], names[target], key=str(i), comment=str(i))
    return graph


def _lines(placed: Mapping[str, Any], ways: Ways, height: float, paint: Paint) -> Iterator[str]:
    """The ways that first lead to a state in full colour, all the others faint and behind them."""
    ends, main = list(ways), _main(ways)
    faint = 0.25 if len(ways) < _MANY else 0.12
    for edge in sorted(placed.get("edges", ()), key=lambda edge: ends[int(edge["comment"])] in main):
        way = ends[int(edge["comment"])]
        colour = paint.triggers.get(ways[way], paint.stroke)
        opacity = 0.9 if way in main else faint
        first, *rest = edge["pos"].split()
        tip, points = (first[2:], rest) if first.startswith("e,") else (rest[-1], [first, *rest])
        start, *curve = (_point(point, height) for point in points)
        end = _point(tip, height)
        path = f"M{_pair(start)}C{' '.join(map(_pair, curve))}L{_pair(end)}"
        yield f'<path d="{path}" stroke="{colour}" opacity="{opacity}" {_LINE}/>'
        if way in main:
            yield f'<circle cx="{number(end[0])}" cy="{number(end[1])}" r="3" fill="{colour}"/>'


def _main(ways: Ways) -> set[tuple[str, str]]:
    """The first way to each state; from anywhere, only where there is no other."""
    first: dict[str, tuple[str, str]] = {}
    for way in sorted(ways, key=lambda way: way[0] == ANY):
        first.setdefault(way[1], way)
    return set(first.values())


def _cards(
    placed: Mapping[str, Any], flow: Flow, shown: list[str], height: float, paint: Paint
) -> Iterator[str]:
    for part in placed["objects"]:
        x, y = _point(part["pos"], height)
        if part["name"] == "any":
            look = f'fill="{paint.surface}" stroke="{paint.muted}" stroke-dasharray="3 2"'
            yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(_DOT / 2)}" {look}/>'
            continue
        state = shown[int(part["name"][1:])]
        initial, terminal = state == flow.initial_state, state in flow.terminal_states
        fill = paint.accent if initial else paint.surface
        edge = paint.accent if initial else paint.ok if terminal else paint.stroke
        yield _box(x, y, 0, f'fill="{fill}" stroke="{edge}"')
        if terminal:
            yield _box(x, y, 4, f'fill="none" stroke="{edge}"')


def _box(x: float, y: float, inset: float, look: str) -> str:
    width, height = _WIDTH - 2 * inset, _HEIGHT - 2 * inset
    place = f'x="{number(x - width / 2)}" y="{number(y - height / 2)}"'
    size = f'width="{number(width)}" height="{number(height)}" rx="{number(7 - inset)}"'
    return f'<rect {place} {size} {look} stroke-width="1.5" vector-effect="non-scaling-stroke"/>'


def _point(text: str, height: float) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), height - float(y)


def _pair(point: tuple[float, float]) -> str:
    return f"{number(point[0])} {number(point[1])}"
