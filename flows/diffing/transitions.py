"""What differs in the transitions of two flows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.acts import action_changes
from flows.diffing.difference import Difference, Kind, canonical, differing
from flows.diffing.pairing import moved, pair
from flows.diffing.phrases import Phrases, cause, condition, doing
from flows.diffing.plain import generic, instead
from flows.findings.finding import At
from flows.model import ANY, Flow, IntentTrigger, Transition, with_ids
from flows.words import guard_words

Json = dict[str, Any]


class Transitions:
    """The transitions of an older flow and a newer one."""

    def __init__(self, written: Flow, old: Flow, new: Flow, names: Mapping[str, str]) -> None:
        """`old` is the older one as it was `written`, told by the newer one's ids."""
        self._written, self._old, self._new = written, old, new
        self._was, self._is = Phrases(old, names), Phrases(new, names)
        self._before: list[Json] = [part_as_json(one) for one in old.transitions]
        self._after: list[Json] = [part_as_json(one) for one in new.transitions]
        self._heard: dict[str, set[str]] = {}
        """Trigger → the states of the newer flow in which something listens for it."""
        for one, value in zip(new.transitions, self._after, strict=True):
            self._heard.setdefault(canonical(value["trigger"]), set()).update(one.from_states)

    def differences(self) -> Iterator[Difference]:
        """In the newer flow's order; what is gone comes last."""
        shared = {one["id"] for one in self._before} & {one["id"] for one in self._after}
        pairs = pair(self._before, self._after, _keys(shared))
        paired = {new: old for old, new in pairs.both}
        after = {new: None if at == 0 else pairs.both[at - 1][1] for at, (_, new) in enumerate(pairs.both)}
        displaced = set(moved(pairs))
        for index, one in enumerate(self._new.transitions):
            if index not in paired:
                yield self._added(one, self._after[index])
                continue
            yield from self._changed(paired[index], index)
            if index in displaced:
                yield self._moved(one, after[index])
        for index in pairs.gone:
            yield self._gone(self._old.transitions[index], self._before[index])

    def _added(self, one: Transition, value: Json) -> Difference:
        does = f": {doing(one.actions)}" if one.actions else ""
        words = f"{self._is.who(one.from_states)} now {self._is.whole(one)}{does}."
        return _told("added", one, "", words, None, value)

    def _gone(self, one: Transition, value: Json) -> Difference:
        # Where something else still listens for the same, it takes more words to say which of them it was.
        still = self._heard.get(canonical(value["trigger"]), set())
        told = self._was.whole(one) if still & {ANY, *one.from_states} else self._was.lead(one)
        return _told("removed", one, "", f"{self._was.who(one.from_states)} no longer {told}.", value, None)

    def _moved(self, one: Transition, before: int | None) -> Difference:
        who = f"For {_lower(self._is.who(one.from_states))}, “{one.id}” is"
        if before is None:
            words = f"{who} now tried before all others."
        else:
            words = f"{who} now tried after “{self._new.transitions[before].id}”."
        return _told("moved", one, "", words, None, None)

    def _changed(self, i: int, j: int) -> Iterator[Difference]:
        was, now = self._old.transitions[i], self._new.transitions[j]
        before, after = self._before[i], self._after[j]
        keys = differing(before, after)
        for key in keys:
            if key == "id":
                continue
            found = list(self._in_words(key, was, now))
            for words in found or [generic(f"“{now.id}”", key, before.get(key), after.get(key))]:
                told = _told("changed", now, key, words, before.get(key), after.get(key))
                yield told._replace(under=_concerned(was, now)) if key == "from_states" else told
        if was.id != now.id and not self._follows(i, j, keys):
            words = f"The transition “{was.id}” is called “{now.id}” now."
            yield _told("renamed", now, "id", words, was.id, now.id)

    def _follows(self, i: int, j: int, keys: Sequence[str]) -> bool:
        """Whether the other id was made from what is told of already."""
        written = part_as_json(self._written.transitions[i])
        told = len(keys) > 1 or self._written is not self._old
        return told and _is_made(written) and _is_made(self._after[j])

    def _in_words(self, key: str, was: Transition, now: Transition) -> Iterator[str]:
        sentences: Mapping[str, Callable[[Transition, Transition], Iterator[str]]] = {
            "from_states": self._sources,
            "to_state": self._target,
            "trigger": self._trigger,
            "when": self._guard,
            "min_confidence": self._confidence,
            "actions": self._actions,
        }
        return sentences[key](was, now) if key in sentences else iter(())

    def _sources(self, was: Transition, now: Transition) -> Iterator[str]:
        if was.from_any or now.from_any:
            yield from self._anywhere(was, now)
            return
        if new := [state for state in now.from_states if state not in was.from_states]:
            yield f"{self._is.who(new)} now {self._is.lead(now, new)} too."
        if gone := [state for state in was.from_states if state not in now.from_states]:
            yield f"{self._was.who(gone)} no longer {self._was.lead(was, gone)}."

    def _anywhere(self, was: Transition, now: Transition) -> Iterator[str]:
        lead = self._is.lead(now)
        if not was.from_any:
            yield f"Any state now {lead}, and not only {self._was.who(was.from_states)}."
        elif not now.from_any:
            yield f"Only {self._is.who(now.from_states)} now {lead}, and no longer any state."

    def _target(self, was: Transition, now: Transition) -> Iterator[str]:
        who, why = self._is.who(now.from_states), cause(now.trigger)
        goes, stays = (self._is.verb(word, now.from_states) for word in ("goes", "stays"))
        if now.to_state is None:
            yield f"{who} now {stays} {why} instead of going to “{self._was.name(was.to_state)}”."
            return
        former = "staying" if was.to_state is None else f"“{self._was.name(was.to_state)}”"
        yield f"{who} now {goes} to “{self._is.name(now.to_state)}” instead of {former} {why}."

    def _trigger(self, was: Transition, now: Transition) -> Iterator[str]:
        after, before = cause(now.trigger), cause(was.trigger)
        if after == before:
            return
        if isinstance(now.trigger, IntentTrigger) and isinstance(was.trigger, IntentTrigger):
            before = before.removeprefix("on hearing ")
            yield f"{self._is.who(now.from_states)} now {self._is.lead(now)} instead of {before}."
        else:
            yield f"{self._is.who(now.from_states)} now {self._is.way(now)} {instead(after, before)}."

    def _guard(self, was: Transition, now: Transition) -> Iterator[str]:
        told = f"{self._is.who(now.from_states)} now {self._is.way_and_cause(now)}"
        old, new = ("" if one.when is None else guard_words(one.when) for one in (was, now))
        if old == new:
            return
        if not old:
            yield f"{told} only if {new}."
        elif not new:
            yield f"{told} without the condition that {old}."
        else:
            yield f"{told} if {new}, and no longer if {old}."

    def _confidence(self, was: Transition, now: Transition) -> Iterator[str]:
        sure, before = (
            "what the detector asks for" if one is None else f"{one:.4g}"
            for one in (now.min_confidence, was.min_confidence)
        )
        told = f"{self._is.who(now.from_states)} now {self._is.way_and_cause(now)}"
        yield f"{told} from a confidence of {sure} instead of {before}."

    def _actions(self, was: Transition, now: Transition) -> Iterator[str]:
        where = "" if now.from_any else f" in {self._is.who(now.from_states)}"
        why = cause(now.trigger)
        return action_changes(
            f"{why[0].upper()}{why[1:]}{where}{condition(now.when)}", was.actions, now.actions
        )


def _told(kind: Kind, one: Transition, key: str, words: str, before: Any, after: Any) -> Difference:
    under = ANY if one.from_any else one.from_states[0]
    return Difference(kind, At("transition", one.id), key, words, before, after, under=under)


def _concerned(was: Transition, now: Transition) -> str:
    """The state that it left or leaves, and the other one of them doesn't."""
    if was.from_any or now.from_any:
        return ANY
    either = (*now.from_states, *was.from_states)
    differ = (one for one in either if (one in now.from_states) != (one in was.from_states))
    return next(differ, now.from_states[0])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


# Which is which


def _keys(shared: set[str]) -> Sequence[Callable[[Json], str | None]]:
    return (
        canonical,
        lambda one: None if one["id"] in shared else canonical({**one, "id": ""}),
        lambda one: one["id"],
        lambda one: canonical([one["trigger"], one["from_states"]]),
        lambda one: canonical([one["trigger"], one.get("to_state")]),
        lambda one: canonical([one["trigger"]["type"], one["from_states"], one.get("to_state")]),
    )


def _is_made(value: Json) -> bool:
    """Whether its id looks like one that was made from the rest of it."""
    (made,) = with_ids([{**value, "id": None}])
    return re.fullmatch(rf"{re.escape(made['id'])}(-\d+)?", value["id"]) is not None
