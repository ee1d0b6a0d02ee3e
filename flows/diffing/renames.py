"""Parts that are the same by another id: found, and the older flow told with the ids of the newer one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeVar

from flows.codec import as_json, part_as_json
from flows.diffing.difference import Renamed, canonical
from flows.diffing.uses import Uses
from flows.model import DataField, Flow, Intent, Message, State, Transition
from flows.renaming import Noun, Renaming

LIKE = 0.6
"""Of what two states are and do, so much in common makes them the same one."""
USED_LIKE = 0.5
"""As much of what uses a field, a message or an intent, and of what it holds."""
MOST_PAIRS = 10_000
"""More states that went and came are told as such: this is another flow."""
_ITSELF = "itself"

Features = Counter[str]
Part = TypeVar("Part")


class Aligned(NamedTuple):
    """The older flow by the newer one's ids."""

    flow: Flow
    renamed: tuple[Renamed, ...]


def aligned(old: Flow, new: Flow) -> Aligned:
    """What is taken for the same: data fields, intents and messages that are used alike, and states that do alike.

    Of intents and messages, the same content is enough.
    """
    renamed: list[Renamed] = []
    for found in (_fields, _same_contents, _alike_states, _used_alike):
        # One at a time: what names something is alike only when that has one name in both.
        while more := list(found(old, new)):
            old = _by(old, more)
            renamed += more
    return Aligned(old, tuple(renamed))


def _same_contents(old: Flow, new: Flow) -> Iterator[Renamed]:
    yield from _same_content(old, new, "intent")
    yield from _same_content(old, new, "message")


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


# What is used alike


def _fields(old: Flow, new: Flow) -> Iterator[Renamed]:
    """Fields of the same type, of which all that uses one uses the other now."""
    yield from _alike(old, new, "data", old.data, new.data, _declared)


def _used_alike(old: Flow, new: Flow) -> Iterator[Renamed]:
    """Intents and messages of which a little was changed, beside the name."""
    yield from _alike(old, new, "intent", old.intents, new.intents, _meant)
    yield from _alike(old, new, "message", old.messages, new.messages, _said)


def _alike(
    old: Flow,
    new: Flow,
    noun: Noun,
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    features: Callable[[Part], Features],
) -> Iterator[Renamed]:
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    if not gone or not come or len(gone) * len(come) > MOST_PAIRS:
        return
    was, now = Uses(old), Uses(new)
    # A name that is still used, or was used before, is another thing's.
    left = {name: was.of(noun, name) for name in gone if not now.of(noun, name)}
    taken = {name: now.of(noun, name) for name in come if not was.of(noun, name)}
    old_content = {i: features(before[i]) for i in left}
    new_content = {j: features(after[j]) for j in taken}
    scores = {
        (i, j): min(_common(left[i], taken[j]), _common(old_content[i], new_content[j]))
        for i, j in product(left, taken)
    }
    yield from (Renamed(noun, i, j) for i, j in _best(list(left), list(taken), scores, USED_LIKE))


def _declared(field: DataField) -> Features:
    """A field is what its type is: the rest may have been changed with the name."""
    return Counter([f"type {field.type}"])


def _meant(intent: Intent) -> Features:
    listed = (*intent.examples, *(text for texts in intent.locales.values() for text in texts))
    return Counter((*listed, intent.description or "no description"))


def _said(message: Message) -> Features:
    return Counter(re.findall(r"\w+", canonical(part_as_json(message))))


# States


def _alike_states(old: Flow, new: Flow) -> Iterator[Renamed]:
    gone = _missing(old, new)
    come = _missing(new, old)
    if not gone or not come or len(gone) * len(come) > MOST_PAIRS:
        return
    before, after = _Features(old), _Features(new)
    scores = {(i, j): _likeness(before.of(i), after.of(j)) for i, j in product(gone, come)}
    yield from (Renamed("state", i, j) for i, j in _best(gone, come, scores, LIKE))


def _best(
    gone: Sequence[str], come: Sequence[str], scores: Mapping[tuple[str, str], float], least: float
) -> Iterator[tuple[str, str]]:
    """Those most alike first, then in file order; each once, and none that are less than `least` alike."""
    places = {name: i for names in (gone, come) for i, name in enumerate(names)}
    free_old, free_new = set(gone), set(come)
    for i, j in sorted(scores, key=lambda two: (-scores[two], places[two[0]], places[two[1]])):
        if scores[i, j] >= least and i in free_old and j in free_new:
            free_old.remove(i)
            free_new.remove(j)
            yield i, j


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


def _common(one: Features, other: Features) -> float:
    """What both have, of what the greater has."""
    return (one & other).total() / max(one.total(), other.total(), 1)


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
    if "data" in value:
        value["data"] = renaming.keys("data", value["data"])
    if "key" in value:
        value["key"] = renaming.word("data", value["key"])
    if "terminal_states" in value:
        value["terminal_states"] = renaming.words("state", value["terminal_states"])
    if "intents" in value:
        intents = {name: renaming.intent(part) for name, part in value["intents"].items()}
        value["intents"] = renaming.keys("intent", intents)
    if "messages" in value:
        messages = {name: renaming.message(part) for name, part in value["messages"].items()}
        value["messages"] = renaming.keys("message", messages)
    if "unmatched" in value:
        value["unmatched"] = renaming.unmatched(value["unmatched"])


def _state(renaming: Renaming, value: Any) -> Any:
    if isinstance(value, str):
        return renaming.word("state", value)
    return {**renaming.state(value), "id": renaming.word("state", value["id"])}
