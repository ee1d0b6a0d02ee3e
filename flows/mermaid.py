"""A flow as a Mermaid state diagram, which Markdown viewers and wikis draw."""

from __future__ import annotations

from collections.abc import Iterator

from flows.ink import PAINTS, Theme, legible
from flows.model import Flow
from flows.nodes import Graph, graph
from flows.overlay import NOTHING, Overlay

_PLAIN = frozenset(" ,.!?'()+-/=_“”‘’…–—→•")
"""What stands for itself in a label, beside letters and digits; all else is written as Mermaid's `#code;`."""


def mermaid(flow: Flow, *, theme: Theme = "light", overlay: Overlay = NOTHING) -> str:
    """The map as `stateDiagram-v2`, with the numbers of `overlay` in its words. Every name is escaped."""
    drawn = graph(flow, overlay)
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _body(drawn, theme))]) + "\n"


def _body(drawn: Graph, theme: Theme) -> Iterator[str]:
    yield f"accTitle: {_text(drawn.name)}"
    for node in drawn.nodes:
        yield f'state "{_text(drawn.overlay.numbered(node.name, node.number))}" as {node.key}'
    for node in drawn.nodes:
        if node.initial:
            yield f"[*] --> {node.key}"
    for bundle in drawn.bundles():
        words = "<br/>".join(map(_text, drawn.lines(bundle)))
        yield f"{bundle[0].source} --> {bundle[0].target} : {words}"
    for node in drawn.nodes:
        if node.terminal:
            yield f"{node.key} --> [*]"
    yield from _marks(drawn, theme)


def _marks(drawn: Graph, theme: Theme) -> Iterator[str]:
    """Colours for the states that have a number, and for what isn't a state of the flow."""
    paint = PAINTS[theme]
    for tone in ("live", "ok", "warn"):
        keys = [
            one.key
            for one in drawn.nodes
            if one.number is not None and drawn.overlay.tone(one.number) == tone
        ]
        if keys:
            yield f"classDef {tone} stroke:{getattr(paint, tone)},stroke-width:2px"
            yield f"class {','.join(keys)} {tone}"
    dashed = [node.key for node in drawn.nodes if node.missing or node.state is None]
    if dashed:
        yield "classDef dashed stroke-dasharray:4 4"
        yield f"class {','.join(dashed)} dashed"


def _text(words: str) -> str:
    return "".join(_character(one) for one in " ".join(legible(words).split()))


def _character(one: str) -> str:
    return one if one.isalnum() or one in _PLAIN else f"#{ord(one)};"
