"""Where each state stands: where the author put it, else where it is laid out, and never two on one place."""

from __future__ import annotations

from collections.abc import Mapping

from flows.layout import layout
from flows.model import Flow
from flows.sketch import card, own_rows

Place = tuple[float, float]
"""The top left corner in pixels, y downwards."""
ROOM = 40.0
"""Left between a state that had to make way and the one it made way for."""


def places(flow: Flow, known: Mapping[str, Place] | None = None) -> dict[str, Place]:
    """The place of every state. Takes as long as `layout` unless all are the author's, or `known` from before."""
    placed: dict[str, Place] = {**(known or {}), **flow.layout.states}
    missing = [state.id for state in flow.states if state.id not in placed]
    if not missing:
        return {state.id: placed[state.id] for state in flow.states}
    drawn = {one.card.state: (one.x, one.y) for one in layout(flow).cards}
    if len(missing) == len(flow.states):
        return drawn
    taken = {state.id: placed[state.id] for state in flow.states if state.id in placed}
    for state in missing:
        taken[state] = _free(flow, state, drawn[state], taken)
    return {state.id: taken[state.id] for state in flow.states}


def _free(flow: Flow, state: str, wanted: Place, taken: Mapping[str, Place]) -> Place:
    """`wanted`, or the nearest place below it where the card covers no other."""
    rows, parts = own_rows(flow), {one.id: one for one in flow.states}
    sizes = {name: card(flow, parts[name], rows[name]) for name in (*taken, state)}
    x, y = wanted
    in_the_way = sorted(
        (taken[name][1], taken[name][1] + sizes[name].height)
        for name in taken
        if taken[name][0] < x + sizes[state].width and x < taken[name][0] + sizes[name].width
    )
    for top, bottom in in_the_way:
        if top < y + sizes[state].height + ROOM and y < bottom + ROOM:
            y = bottom + ROOM
    return x, y
