"""A flow as nodes and edges in plain words, for the formats that other tools draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flows.model import Flow, Transition
from flows.overlay import NOTHING, Overlay
from flows.words import guard_words, trigger_words

EVERY_STATE = "In every state"
_EVERY = "every_state_"
"""No state keeps an id with a trailing underscore, so that none meets a key that is made up."""
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?")
_TAKEN = frozenset({
    "accdescr", "acctitle", "as", "choice", "class", "classdef", "click", "default", "digraph", "direction", "edge",
    "end", "fork", "graph", "hide", "href", "join", "node", "note", "root", "scale", "state", "statediagram", "strict",
    "style", "subgraph",
})  # fmt: skip
"""Words that Graphviz or Mermaid read otherwise, in small letters."""
_KINDS = {"intent": "says", "event": "event", "action": "result", "manual": "by hand"}


class Node(NamedTuple):
    """A state. `key` is a name that every format takes; `state` is None for all states together."""

    key: str
    state: str | None
    name: str
    initial: bool = False
    terminal: bool = False
    missing: bool = False
    """A transition leads here, and the flow has no such state."""
    number: int | None = None


class Edge(NamedTuple):
    """A transition from one of its states; one that stays has the same node at both ends."""

    source: str
    target: str
    transition: str
    kind: str
    heard: str
    """What sets it off, without its kind where that is told by a word of its own."""
    condition: str = ""
    stays: bool = False
    number: int | None = None

    @property
    def words(self) -> str:
        return _said(self.kind, [self.heard], self.condition, self.stays)


class Graph(NamedTuple):
    """Nodes and edges in file order; their keys name the nodes."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    overlay: Overlay

    def bundles(self) -> list[list[Edge]]:
        """Edges that share both ends, together: drawn one by one their words would lie on each other."""
        found: dict[tuple[str, str], list[Edge]] = {}
        for edge in self.edges:
            found.setdefault((edge.source, edge.target), []).append(edge)
        return list(found.values())

    def lines(self, bundle: Sequence[Edge]) -> list[str]:
        """What to write at edges that are drawn as one: alike ones are told together, if they have no numbers."""
        words = list(self._phrases(bundle))
        return words if len(words) == 1 else [f"• {one}" for one in words]

    def _phrases(self, bundle: Sequence[Edge]) -> Iterator[str]:
        in_any_case = {(one.kind, one.heard, one.stays) for one in bundle if not one.condition}
        together: dict[tuple[object, ...], list[Edge]] = {}
        for number, one in enumerate(bundle):
            alone = one.number is not None or one.kind not in _KINDS
            if not alone and one.condition and (one.kind, one.heard, one.stays) in in_any_case:
                continue  # the same way is gone without the condition
            key = (number,) if alone else (one.kind, one.condition, one.stays)
            together.setdefault(key, []).append(one)
        for first, *more in together.values():
            heard = list(dict.fromkeys(one.heard for one in (first, *more)))
            words = _said(first.kind, heard, first.condition, first.stays)
            yield self.overlay.numbered(words, first.number)


def graph(flow: Flow, overlay: Overlay = NOTHING) -> Graph:
    """The map of a flow; what leaves every state leaves one node that stands for all of them."""
    keys = _keys(dict.fromkeys(state.id for state in flow.states))
    nodes: dict[str, Node] = {}
    for state in flow.states:
        key, terminal = keys[state.id], state.id in flow.terminal_states
        node = Node(
            key,
            state.id,
            state.name,
            state.id == flow.initial_state,
            terminal,
            number=overlay.state(state.id),
        )
        nodes.setdefault(key, node)
    gone = dict.fromkeys(
        one.to_state for one in flow.transitions if one.to_state and one.to_state not in keys
    )
    for number, name in enumerate(gone, 1):
        keys[name] = f"missing_{number}_"
        nodes[keys[name]] = Node(keys[name], name, f"{name}?", missing=True)
    if any(one.from_any for one in flow.transitions):
        nodes[_EVERY] = Node(_EVERY, None, EVERY_STATE)
    edges = [edge for one in flow.transitions for edge in _edges(one, keys, overlay)]
    return Graph(flow.name, tuple(nodes.values()), tuple(edges), overlay)


def _keys(states: Iterable[str]) -> dict[str, str]:
    """State → its own id, where every format reads it as a name; else one that is made up."""
    return {
        state: state if _is_plain(state) else f"state_{number}_" for number, state in enumerate(states, 1)
    }


def _is_plain(state: str) -> bool:
    return bool(_PLAIN.fullmatch(state)) and state.lower() not in _TAKEN


def _edges(transition: Transition, keys: dict[str, str], overlay: Overlay) -> Iterator[Edge]:
    sources = (
        [_EVERY] if transition.from_any else [keys[one] for one in transition.from_states if one in keys]
    )
    heard = trigger_words(transition.trigger)
    condition = "" if transition.when is None else guard_words(transition.when)
    stays, number = transition.to_state is None, overlay.line([transition.id])
    for source in dict.fromkeys(sources):
        target = source if transition.to_state is None else keys[transition.to_state]
        yield Edge(
            source, target, transition.id, transition.trigger.type, heard, condition, stays, number
        )  # fmt: skip


def _said(kind: str, heard: Sequence[str], condition: str, stays: bool) -> str:
    """`says “a”, “b”, if amount is more than 500 (stays)`."""
    named = _KINDS.get(kind)
    words = ", ".join(heard if named is None else [f"“{one}”" for one in heard])
    whole = words if named is None else f"{named} {words}"
    return whole + (f", if {condition}" if condition else "") + (" (stays)" if stays else "")
