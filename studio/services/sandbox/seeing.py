"""A real conversation as far as somebody may know of it: without the processes that are hidden from them.

A conversation belongs to a contact, and several processes may take part in it. What only hidden ones said or were
told isn't there; what the customer wrote is, where one of the others was told of it too, or nobody was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from flows.world.entries import HeardEntry
from flows.world.retelling import Turned
from runtime.store.past import Past
from runtime.users.actor import Actor


class Seen(NamedTuple):
    """What there is of a conversation for one actor."""

    past: Past
    hidden: frozenset[str]
    """The bindings that are not for them."""
    gone: frozenset[str]
    """The changes that are not."""


def seen_by(actor: Actor, past: Past) -> Seen:
    """The conversation as if its hidden processes had never been."""
    current = tuple(flow for flow in past.current if actor.sees(flow.process_type))
    flows = {one: began.flow for one, began in past.beginnings.items()}
    hidden = frozenset(one for one, flow in flows.items() if not actor.sees(flow.process_type))
    if not hidden:
        return Seen(past._replace(current=current), hidden, frozenset())
    known = {intent for one, flow in flows.items() if one not in hidden for intent in flow.intents}
    theirs = {intent for one in hidden for intent in flows[one].intents} - known
    turned = tuple(_turned(past.turned, hidden, theirs))
    kept = past._replace(
        turned=turned,
        beginnings={one: began for one, began in past.beginnings.items() if one not in hidden},
        stored={one: binding for one, binding in past.stored.items() if one not in hidden},
        started_by={
            one: None if starter in hidden else starter
            for one, starter in past.started_by.items()
            if one not in hidden
        },
        current=current,
    )
    gone = {one.change.id for one in past.turned} - {one.change.id for one in turned}
    return Seen(kept, hidden, frozenset(gone))


def _turned(
    all_of_it: Iterable[Turned], hidden: Collection[str], theirs: Collection[str]
) -> Iterator[Turned]:
    for one in all_of_it:
        told = tuple(line for line in one.told if line.binding_id not in hidden)
        if told or not (one.told or one.change.binding_id in hidden):
            yield one._replace(told=told, heard=None if one.heard is None else _heard(one.heard, theirs))


def _heard(heard: HeardEntry, theirs: Collection[str]) -> HeardEntry:
    return heard._replace(
        heard=tuple(one for one in heard.heard if one.intent not in theirs),
        scores=tuple(one for one in heard.scores if one[0] not in theirs),
    )
