"""A flow as Graphviz source, to be read, changed and drawn by whoever knows Graphviz."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import graphviz

from flows.ink import FONT, PAINTS, Paint, Theme, legible
from flows.model import Flow
from flows.nodes import Edge, Graph, Node, graph
from flows.overlay import NOTHING, Overlay

_WIDE = 28
"""Characters of a line of a label."""
_START = "start_"


def dot(flow: Flow, *, theme: Theme = "light", overlay: Overlay = NOTHING) -> str:
    """The map as a `digraph`, with the numbers of `overlay` in its words. Every name is escaped."""
    drawn, paint = graph(flow, overlay), PAINTS[theme]
    font = {"fontname": FONT.split(",")[0], "fontcolor": paint.text}
    source = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "bgcolor": paint.paper, "label": _text(drawn.name), "labelloc": "t", **font},
        node_attr={
            "shape": "box", "style": "rounded,filled", "fillcolor": paint.surface, "color": paint.stroke,
            "fontsize": "13", **font,
        },
        edge_attr={"fontsize": "11", "color": paint.stroke, **font},
    )  # fmt: skip
    for node in drawn.nodes:
        _node(source, node, drawn, paint)
    for bundle in drawn.bundles():
        _edge(source, bundle, drawn, paint)
    return str(source.source)


def _node(source: graphviz.Digraph, node: Node, drawn: Graph, paint: Paint) -> None:
    look = {"peripheries": "2"} if node.terminal else {}
    if node.missing or node.state is None:
        look["style"] = "rounded,filled,dashed"
    if node.number is not None:
        look |= {"color": getattr(paint, drawn.overlay.tone(node.number)), "penwidth": "2"}
    source.node(node.key, _text(drawn.overlay.numbered(node.name, node.number)), **look)
    if node.initial:
        source.node(_START, "", shape="point", width="0.15", color=paint.accent, fillcolor=paint.accent)
        source.edge(_START, node.key)


def _edge(source: graphviz.Digraph, bundle: Sequence[Edge], drawn: Graph, paint: Paint) -> None:
    kinds = {edge.kind for edge in bundle}
    look = {"fontcolor": paint.triggers.get(kinds.pop(), paint.text) if len(kinds) == 1 else paint.text}
    number = drawn.overlay.line(edge.transition for edge in bundle)
    if number is not None and drawn.overlay.of == "scenarios":
        look |= {"color": getattr(paint, drawn.overlay.tone(number)), "penwidth": "1.5"}
    elif number is not None:
        look["penwidth"] = f"{1 + 4 * drawn.overlay.share(number) ** 0.5:.1f}"
    words = "\\n".join(map(_text, drawn.lines(bundle)))
    source.edge(bundle[0].source, bundle[0].target, words, **look)


def _text(words: str) -> str:
    """Broken into lines, with nothing that Graphviz reads as markup, an escape or an entity."""
    lines = wrap(legible(words), _WIDE)
    safe = (line.replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    return "\\n".join(safe)
