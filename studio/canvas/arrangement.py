"""A tidy place for every state: Graphviz's `dot`, read downwards, with room for each transition's pill.

A long map becomes columns, as in a newspaper, so that as much of it as possible is legible at once. Graphviz holds
the interpreter's lock while it works: milliseconds for a map of a page, a second for hundreds of states.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import graphviz
import pygraphviz

from flows import sketch
from flows.model import Flow
from flows.reading_order import best_cut, reading_order, returning
from flows.sketch import Label
from studio.canvas.measures import PILL, Place, Size, panel_size, pill_size, sizes

FRAME = (740.0, 540.0)
"""What an editor leaves for its map on a laptop: a map is as legible as it fits in there."""
ENOUGH = 0.85
"""As legible as a map has to be: it isn't cut into more columns for more."""
MOST_STATES, MOST_TIES = 30, 70
"""Of one column: more take `dot` seconds."""
FEW = 60
"""Up to so many states, more columns are tried than it takes."""
MOST_TRIED = 4
COLLECTS = 7
"""A state that so many others lead to has no one place in the order: only the last of them counts."""
JOINED = 3
"""So many sources of one transition count; of more, the last."""
ASIDE_GAP, GAP, ASIDE, BELOW = 176.0, 72.0, 64.0, 72.0
"""Between columns, with room for a pill; between rows; beside and above the card of what can happen anywhere."""
MARGIN, GRID = 32.0, 8.0
"""Cards stand on the canvas's grid."""
PILL_GAP, FOLDED, FOLD_WIDTH = 8.0, 3, 116.0


class _Column(NamedTuple):
    """Some of the states, placed from (0, 0)."""

    width: float
    height: float
    places: Mapping[str, Place]


def arrange(flow: Flow) -> dict[str, Place]:
    """Place all states of `flow`; where the author put them doesn't matter."""
    ties, cards, order = _ties(flow), sizes(flow), reading_order(flow, sketch.lines(flow))
    touched = {state for tie in ties for state in (*tie.sources, tie.target)}
    last = [state for state in order if state not in touched]
    order = [state for state in order if state in touched]
    panel = panel_size(flow)
    found = max(
        (
            _stacked(columns, [(state, cards[state]) for state in last], panel)
            for columns in _tried(order, ties, cards)
        ),
        key=lambda sheet: min(ENOUGH, legible(sheet.width, sheet.height, panel)),
    )
    return {state.id: found.places[state.id] for state in flow.states}


def legible(width: float, height: float, panel: Size | None) -> float:
    """The zoom at which all is seen, with the card of what can happen anywhere at its better place."""
    return max(_zoom(width, height, panel, aside=True), _zoom(width, height, panel, aside=False))


def panel_place(left: float, top: float, right: float, bottom: float, panel: Size) -> Place:
    """Where the card of what can happen anywhere stands: beside the states, or below them."""
    width, height = right - left, bottom - top
    aside = _zoom(width, height, panel, aside=True) > _zoom(width, height, panel, aside=False)
    return (right + ASIDE, top) if aside else (left, bottom + BELOW)


def _zoom(width: float, height: float, panel: Size | None, *, aside: bool) -> float:
    if panel and aside:
        width, height = width + ASIDE + panel[0], max(height, panel[1])
    elif panel:
        width, height = max(width, panel[0]), height + BELOW + panel[1]
    return min(FRAME[0] / max(width, 1), FRAME[1] / max(height, 1))


def _ties(flow: Flow) -> list[Label]:
    """What is drawn between states, with the room its pills take."""
    found = []
    for (sources, target), transitions in sketch.lines(flow).items():
        pills = [pill_size(one) for one in transitions]
        if len(pills) >= FOLDED:
            width, height = FOLD_WIDTH, PILL
        else:
            width, height = max(wide for wide, _ in pills), len(pills) * (PILL + PILL_GAP) - PILL_GAP
        found.append(Label(sources, target, (), width, height))
    return found


def _tried(order: Sequence[str], ties: Sequence[Label], cards: Mapping[str, Size]) -> Iterator[list[_Column]]:
    """The map as one column, as two, …; where it is too large for that, as few as it takes."""
    parts = _parts(order, ties)
    yield [_column(part, ties, cards) for part in parts]
    while 0 < len(order) <= FEW and len(parts) < MOST_TRIED and max(map(len, parts)) > 2:
        longest = max(range(len(parts)), key=lambda i: len(parts[i]))
        parts[longest : longest + 1] = _cut(parts[longest], ties)
        yield [_column(part, ties, cards) for part in parts]


def _parts(order: Sequence[str], ties: Sequence[Label]) -> list[Sequence[str]]:
    inside = list(_inside(order, ties))
    if (len(order) <= MOST_STATES and len(inside) <= MOST_TIES) or len(order) < 2:
        return [order] if order else []
    return [part for half in _cut(order, ties) for part in _parts(half, ties)]


def _cut(order: Sequence[str], ties: Sequence[Label]) -> tuple[Sequence[str], Sequence[str]]:
    cut = best_cut(order, [(tie.sources, tie.target) for tie in _inside(order, ties)])
    return order[:cut], order[cut:]


def _inside(states: Iterable[str], ties: Iterable[Label]) -> Iterator[Label]:
    """The ties among some of the states, with the sources they have there."""
    among = set(states)
    for tie in ties:
        sources = tuple(source for source in tie.sources if source in among)
        if sources and tie.target in among:
            yield tie._replace(sources=sources)


def _ranking(order: Sequence[str], ties: Sequence[Label]) -> list[Label]:
    """The ties that say which state stands above which: of many sources, only the last before the target."""
    place = {state: i for i, state in enumerate(order)}
    inside, into = list(_inside(order, ties)), dict[str, set[str]]()
    for tie in inside:
        into.setdefault(tie.target, set()).update(tie.sources)
    kept = []
    for tie in inside:
        crowd = into[tie.target] if len(into[tie.target]) >= COLLECTS else set(tie.sources)
        if len(crowd) <= JOINED:
            kept.append(tie)
            continue
        before = max(crowd, key=lambda source: (place[source] < place[tie.target], place[source]))
        if before in tie.sources:
            kept.append(tie._replace(sources=(before,)))
    return kept


def _column(order: Sequence[str], ties: Sequence[Label], cards: Mapping[str, Size]) -> _Column:
    ranking = _ranking(order, ties)
    drawing = pygraphviz.AGraph(string=_dot(order, ranking, cards)).draw(format="json", prog="dot")
    found = json.loads(drawing)
    _, _, width, height = map(float, found["bb"].split(","))
    middles = {part["name"]: part["pos"].split(",") for part in found["objects"] if "pos" in part}
    places = {}
    for i, state in enumerate(order):
        x, y = map(float, middles[f"c{i}"])
        places[state] = (x - cards[state][0] / 2, height - y - cards[state][1] / 2)
    return _Column(width, height, places)


def _dot(order: Sequence[str], ties: Sequence[Label], cards: Mapping[str, Size]) -> str:
    """The DOT source. A pill is a node of its own; what leads back is given the other way round."""
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "TB", "ranksep": "0.36", "nodesep": "0.4", "splines": "line"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
    )
    name, back = {state: f"c{i}" for i, state in enumerate(order)}, returning(order, ties)
    for state in order:
        graph.node(name[state], width=_inches(cards[state][0]), height=_inches(cards[state][1]))
    for i, tie in enumerate(ties):
        graph.node(f"l{i}", width=_inches(tie.width), height=_inches(tie.height))
        returns = [(source, i) in back for source in tie.sources]
        for source, turned in zip(tie.sources, returns, strict=True):
            graph.edge(*((f"l{i}", name[source]) if turned else (name[source], f"l{i}")))
        graph.edge(
            *((name[tie.target], f"l{i}") if all(returns) else (f"l{i}", name[tie.target])), weight="2"
        )
    return str(graph.source)


def _stacked(columns: Sequence[_Column], last: Sequence[tuple[str, Size]], panel: Size | None) -> _Column:
    """Columns side by side, in as many rows as make it most legible; then the cards that no line touches."""
    sheets = [_rows(columns, wide) for wide in range(1, len(columns) + 1)] or [_Column(0, 0, {})]
    return max(
        (_below(sheet, last) for sheet in sheets), key=lambda sheet: legible(sheet.width, sheet.height, panel)
    )


def _rows(columns: Sequence[_Column], wide: int) -> _Column:
    places: dict[str, Place] = {}
    most = top = 0.0
    for i in range(0, len(columns), wide):
        left = 0.0
        for column in columns[i : i + wide]:
            places |= {state: (x + left, y + top) for state, (x, y) in column.places.items()}
            left += column.width + ASIDE_GAP
        most, top = max(most, left - ASIDE_GAP), top + max(one.height for one in columns[i : i + wide]) + GAP
    return _Column(most, top - GAP, places)


def _below(sheet: _Column, last: Sequence[tuple[str, Size]]) -> _Column:
    """With further cards in rows below, no wider than it is."""
    places = dict(sheet.places)
    left, top, tallest, bottom = 0.0, sheet.height + GAP / 2 if places else 0.0, 0.0, sheet.height
    for state, (width, height) in last:
        if left and left + width > max(sheet.width, FRAME[0]):
            left, top, tallest = 0.0, top + tallest + GAP / 2, 0.0
        places[state] = (left, top)
        left, tallest = left + width + GAP / 2, max(tallest, height)
        bottom = top + tallest
    moved = {state: (_on_grid(x + MARGIN), _on_grid(y + MARGIN)) for state, (x, y) in places.items()}
    return _Column(max(sheet.width, left - GAP / 2), bottom, moved)


def _on_grid(at: float) -> float:
    return round(at / GRID) * GRID


def _inches(pixels: float) -> str:
    return f"{pixels / 72:.4f}"
