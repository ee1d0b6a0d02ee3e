"""Two flows compared: what the newer one does differently, in sentences, by the states they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.diffing.beside import beside_changes
from flows.diffing.difference import Diff, Difference, Group
from flows.diffing.intents import intent_changes
from flows.diffing.messages import message_changes
from flows.diffing.renames import aligned
from flows.diffing.settings import data_changes, setting_changes
from flows.diffing.states import state_changes
from flows.diffing.transitions import Transitions
from flows.model import ANY, Flow

__all__ = ["Diff", "Difference", "Group", "diff"]

_SECTIONS = {"data": "Data", "intent": "Intents", "message": "Messages"}
_BESIDE = "Names, notes and scenarios"


def diff(old: Flow, new: Flow) -> Diff:
    """What `new` does that `old` didn't, and the other way round.

    A part that has another id and is otherwise alike is told as renamed, and compared as the same. Layout, version and
    digest are never told. `behaviour` is empty when the digests are equal, and then only.
    """
    was, renamed = aligned(old, new)
    names = {state.id: state.name for state in (*was.states, *new.states)}
    found = [
        *setting_changes(was, new),
        *state_changes(was, new, renamed),
        *Transitions(old, was, new, names).differences(),
        *data_changes(was, new, renamed),
        *intent_changes(was, new, renamed),
        *message_changes(was, new, renamed),
    ]
    beside = tuple(beside_changes(was, new))
    return Diff(tuple(_grouped(found, names)), (Group(_BESIDE, None, beside),) if beside else (), renamed)


def _grouped(found: Iterable[Difference], names: Mapping[str, str]) -> Iterator[Group]:
    """First the process as a whole, then its states, then what is known, meant and said."""
    order = {state: place for place, state in enumerate(names)}
    sections = list(_SECTIONS)
    by_place: dict[tuple[int, int, str], list[Difference]] = {}
    for one in found:
        if one.under == ANY:
            place = (2, 0, "")
        elif one.under:
            place = (1, order.get(one.under, len(order)), one.under)
        else:
            place = (3 + sections.index(one.at.kind) if one.at.kind in _SECTIONS else 0, 0, "")
        by_place.setdefault(place, []).append(one)
    headings = ("The process", "", "In any state", *_SECTIONS.values())
    for rank, _, state in sorted(by_place):
        title = names.get(state, state) if state else headings[rank]
        yield Group(title, state or None, tuple(by_place[rank, _, state]))
