"""A flow as a Mermaid state diagram, which Markdown viewers and wikis draw."""

from __future__ import annotations

from collections.abc import Iterator

from flows.ink import PAINTS, Theme, legible
from flows.model import Flow
from flows.nodes import Graph, graph
from flows.overlay import NOTHING, Overlay

_PLAIN = frozenset(" ,.!?'()+-/=_“”‘’…–—→•")
"""What stands for itself in a label, beside letters and digits; all else is written as Mermaid's `#code;`."""

_END = "classDef ends rx:18px,ry:18px,stroke-width:3px"
"""Lines from every end to Mermaid's own sign for it would cross all others, and tell nothing else."""


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
        # What stays is written into its state: loops would lie on the words of other lines.
        if stays := [one for one in bundle if one.stays]:
            yield from (f"{stays[0].source} : {_text(words)}" for words in drawn.lines(stays))
        if goes := [one for one in bundle if not one.stays]:
            yield f"{goes[0].source} --> {goes[0].target} : {'<br/>'.join(map(_text, drawn.lines(goes)))}"
    yield from _marks(drawn, theme)


def _marks(drawn: Graph, theme: Theme) -> Iterator[str]:
    """Colours for the states that have a number, round ends for the last ones, dashes for what isn't a state."""
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
    if ends := [node.key for node in drawn.nodes if node.terminal]:
        yield _END
        yield f"class {','.join(ends)} ends"
    dashed = [node.key for node in drawn.nodes if node.missing or node.state is None]
    if dashed:
        yield "classDef dashed stroke-dasharray:4 4"
        yield f"class {','.join(dashed)} dashed"


def _text(words: str) -> str:
    return "".join(_character(one) for one in " ".join(legible(words).split()))


def _character(one: str) -> str:
    return one if one.isalnum() or one in _PLAIN else f"#{ord(one)};"
