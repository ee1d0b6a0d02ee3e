"""A real conversation as far as somebody may know of it: without the processes that are hidden from them.

A conversation belongs to a contact, and several processes may take part in it. What only hidden ones said or were
told isn't there; what the customer wrote is, where one of the others was told of it too. What no process was told of
could be any one's affair, a hidden one's as well: it is there for whoever sees every flow, and for others where it
came while one of their processes had handed the conversation over, or where none of its processes is hidden. What
nobody was told of yet waits until somebody is: it may even begin a process that they don't see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from typing import NamedTuple

from flows.world.entries import HeardEntry
from flows.world.retelling import Turned
from flows.world.turning import RELEASED
from runtime.store.past import Past
from runtime.users.actor import Actor


class Seen(NamedTuple):
    """What there is of a conversation for one actor."""

    past: Past
    hidden: frozenset[str]
    """The bindings that are not for them."""
    heard: frozenset[str] | None
    """The customer's messages that are for them, by their changes; None: all, those too that nobody was told of yet."""


def seen_by(actor: Actor, past: Past) -> Seen:
    """The conversation as if its hidden processes had never been."""
    current = tuple(flow for flow in past.current if actor.sees(flow.process_type))
    flows = {one: began.flow for one, began in past.beginnings.items()}
    hidden = frozenset(one for one, flow in flows.items() if not actor.sees(flow.process_type))
    if not hidden:
        heard = None if actor.role is not None else _heard_in(past.turned)
        return Seen(past._replace(current=current), hidden, heard)
    known = {intent for one, flow in flows.items() if one not in hidden for intent in flow.intents}
    theirs = {intent for one in hidden for intent in flows[one].intents} - known
    turned = tuple(_turned(past, hidden, theirs))
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
    return Seen(kept, hidden, _heard_in(turned))


def _heard_in(turned: Iterable[Turned]) -> frozenset[str]:
    return frozenset(one.change.id for one in turned if one.heard is not None)


def _turned(past: Past, hidden: Set[str], theirs: Collection[str]) -> Iterator[Turned]:
    for one in past.turned:
        told = tuple(line for line in one.told if line.binding_id not in hidden)
        if told or (not one.told and _is_open(one, hidden, past.held_by.get(one.change.id, frozenset()))):
            yield one._replace(told=told, heard=None if one.heard is None else _heard(one.heard, theirs))


def _is_open(untold: Turned, hidden: Set[str], held_by: Set[str]) -> bool:
    """Whether a change that no process was told of is for somebody to whom these are hidden."""
    if untold.change.binding_id is not None:
        return untold.change.binding_id not in hidden
    return untold.change.value == RELEASED or bool(held_by - hidden)


def _heard(heard: HeardEntry, theirs: Collection[str]) -> HeardEntry:
    return heard._replace(
        heard=tuple(one for one in heard.heard if one.intent not in theirs),
        scores=tuple(one for one in heard.scores if one[0] not in theirs),
    )
