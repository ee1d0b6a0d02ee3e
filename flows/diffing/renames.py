"""Parts that are the same by another id: found, and the older flow told with the ids of the newer one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from flows.codec import as_json, part_as_json
from flows.diffing.difference import Renamed, canonical
from flows.model import Flow, State, Transition
from flows.renaming import Noun, Renaming

LIKE = 0.6
"""Of what two states are and do, so much in common makes them the same one."""
MOST_PAIRS = 10_000
"""More states that went and came are told as such: this is another flow."""
_ITSELF = "itself"

Features = Counter[str]


class Aligned(NamedTuple):
    """The older flow by the newer one's ids."""

    flow: Flow
    renamed: tuple[Renamed, ...]


def aligned(old: Flow, new: Flow) -> Aligned:
    """Intents and messages with the same content, and states alike enough, are taken for the same."""
    named = [*_same_content(old, new, "intent"), *_same_content(old, new, "message")]
    old = _by(old, named)
    states = list(_alike_states(old, new))
    return Aligned(_by(old, states), (*named, *states))


def _same_content(old: Flow, new: Flow, noun: Noun) -> Iterator[Renamed]:
    before: Mapping[str, Any] = old.intents if noun == "intent" else old.messages
    after: Mapping[str, Any] = new.intents if noun == "intent" else new.messages
    waiting = {
        canonical(part_as_json(part)): name
        for name, part in before.items()
        if name not in after and part.model_fields_set
    }
    for name, part in after.items():
        if name not in before and (was := waiting.pop(canonical(part_as_json(part)), None)) is not None:
            yield Renamed(noun, was, name)


# States


def _alike_states(old: Flow, new: Flow) -> Iterator[Renamed]:
    gone = _missing(old, new)
    come = _missing(new, old)
    if not gone or not come or len(gone) * len(come) > MOST_PAIRS:
        return
    before, after = _Features(old), _Features(new)
    scores = [
        (_likeness(before.of(was), after.of(now)), -gone.index(was), -come.index(now))
        for was, now in product(gone, come)
    ]
    free_old, free_new = set(gone), set(come)
    for score, i, j in sorted(scores, reverse=True):
        was, now = gone[-i], come[-j]
        if score >= LIKE and was in free_old and now in free_new:
            free_old.remove(was)
            free_new.remove(now)
            yield Renamed("state", was, now)


def _missing(flow: Flow, other: Flow) -> list[str]:
    """States of one flow whose id is nowhere in the other."""
    known = {state.id for state in other.states}
    known.update(name for one in other.transitions for name in (*one.from_states, one.to_state or ""))
    return list(dict.fromkeys(state.id for state in flow.states if state.id not in known))


class _Features:
    """What a state is and does, each in a few words: by these, two are compared."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._states = {state.id: state for state in flow.states}
        self._leaving: dict[str, list[Transition]] = {}
        self._entering: dict[str, list[Transition]] = {}
        for one in flow.transitions:
            for source in one.from_states:
                self._leaving.setdefault(source, []).append(one)
            if one.to_state is not None:
                self._entering.setdefault(one.to_state, []).append(one)

    def of(self, name: str) -> Features:
        state = self._states[name]
        return Counter((*self._own(state), *self._around(name)))

    def _own(self, state: State) -> Iterator[str]:
        if state.title:
            yield from (f"title {state.title}",) * 3
        if state.description:
            yield f"description {state.description}"
        if state.id == self._flow.initial_state:
            yield "initial"
        if state.id in self._flow.terminal_states:
            yield "terminal"
        if state.ask is not None:
            yield f"asks {canonical(part_as_json(state.ask))}"
        yield from (f"does {canonical(part_as_json(action))}" for action in state.enter)

    def _around(self, name: str) -> Iterator[str]:
        # Neighbours may have been renamed too, and times changed: what is heard counts by itself.
        for one in self._leaving.get(name, ()):
            yield f"hears {_kind(one)}"
            yield f"hears {_kind(one)} to {_ITSELF if one.to_state == name else one.to_state}"
        for one in self._entering.get(name, ()):
            yield f"reached by {_kind(one)}"
            yield from (
                f"reached by {_kind(one)} from {source}" for source in one.from_states if source != name
            )


def _kind(one: Transition) -> str:
    return f"{one.trigger.type} {getattr(one.trigger, 'value', None) or ''}"


def _likeness(one: Features, other: Features) -> float:
    """What both have, of what either has."""
    whole = (one | other).total()
    return (one & other).total() / whole if whole else 0.0


# The older flow with another id


def _by(flow: Flow, renamed: Sequence[Renamed]) -> Flow:
    if not renamed:
        return flow
    value = as_json(flow)
    for one in renamed:
        _rewrite(value, Renaming(one.noun, one.old, one.new))
    return Flow.model_validate(value)


def _rewrite(value: dict[str, Any], renaming: Renaming) -> None:
    value["states"] = [_state(renaming, state) for state in value["states"]]
    value["initial_state"] = renaming.word("state", value["initial_state"])
    rewrites = {
        "transitions": renaming.transition, "starts": renaming.start, "scenarios": renaming.scenario,
        "accept": renaming.accepted,
    }  # fmt: skip
    for key, rewrite in rewrites.items():
        if key in value:
            value[key] = [rewrite(part) for part in value[key]]
    if "terminal_states" in value:
        value["terminal_states"] = renaming.words("state", value["terminal_states"])
    if "intents" in value:
        value["intents"] = renaming.keys("intent", value["intents"])
    if "messages" in value:
        messages = {name: renaming.message(part) for name, part in value["messages"].items()}
        value["messages"] = renaming.keys("message", messages)
    if "unmatched" in value:
        value["unmatched"] = renaming.unmatched(value["unmatched"])


def _state(renaming: Renaming, value: Any) -> Any:
    if isinstance(value, str):
        return renaming.word("state", value)
    return {**renaming.state(value), "id": renaming.word("state", value["id"])}
