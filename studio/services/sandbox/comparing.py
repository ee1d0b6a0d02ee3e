"""Two forks of a run side by side: where they part, and what differs at their ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from flows.called import state_name
from flows.personal import HIDDEN
from flows.words import readable, value_words
from flows.world.world import World
from studio.services.sandbox.model import Comparison, Difference, MessageRow
from studio.services.sandbox.run import Node, Tree


def compared(tree: Tree, one: str, other: str) -> Comparison:
    """Two forks by their ends, or by any two steps. Raises StepRefused for a step that isn't there."""
    first, second = tree.line(one), tree.line(other)
    shared = sum(1 for a, b in zip(first, second, strict=False) if a.step.id == b.step.id)
    mine, theirs = first[-1].world, second[-1].world
    data = _data(mine, theirs, personal=tree.real is None)
    return Comparison(
        first[shared - 1].step.id, tuple(node.step for node in first[shared:]),
        tuple(node.step for node in second[shared:]), tuple(_states(mine, theirs)), tuple(data),
        tuple(_messages(first[shared:], second[shared:])),
    )  # fmt: skip


def _states(one: World, other: World) -> Iterator[Difference]:
    mine, theirs = _standing(one), _standing(other)
    for binding_id in dict.fromkeys((*mine, *theirs)):
        name, here = mine.get(binding_id, ("", "not open"))
        name, there = theirs.get(binding_id, (name, "not open"))
        if here != there:
            yield Difference(f"State of {name}", here, there)


def _standing(world: World) -> dict[str, tuple[str, str]]:
    """Each process's name, and the name of its state."""
    return {one.id: (one.flow.name, state_name(one.flow, one.binding.state)) for one in world.opened}


def _data(one: World, other: World, *, personal: bool) -> Iterator[Difference]:
    """Without `personal`, that somebody's value differs is said, and not what it is."""
    for process in one.opened:
        counterpart = other.process(process.id)
        mine = process.binding.data
        theirs = counterpart.binding.data if counterpart is not None else {}
        for name in dict.fromkeys((*mine, *theirs)):
            if mine.get(name) == theirs.get(name):
                continue
            field = process.flow.data.get(name)
            if field is not None and field.pii and not personal:
                yield Difference(readable(name), HIDDEN, HIDDEN)
            else:
                yield Difference(readable(name), value_words(mine.get(name)), value_words(theirs.get(name)))


def _messages(one: list[Node], other: list[Node]) -> Iterator[Difference]:
    pairs = zip_longest(_sent(one), _sent(other), fillvalue="")
    for number, (mine, theirs) in enumerate(pairs, start=1):
        if mine != theirs:
            yield Difference(f"Message {number}", mine, theirs)


def _sent(nodes: list[Node]) -> list[str]:
    rows: list[MessageRow] = [row for node in nodes for row in node.step.messages]
    return [row.text for row in rows if row.sender == "business" and row.fate in ("sent", "waiting")]
