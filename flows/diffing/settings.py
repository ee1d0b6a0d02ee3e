"""What differs in what belongs to the whole flow: its settings, its starts, its data, what answers the unmatched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.acts import action_changes
from flows.diffing.difference import Difference, Kind, Renamed, canonical, differing
from flows.diffing.pairing import moved, pair
from flows.diffing.phrases import condition, doing, heard
from flows.diffing.plain import cut, generic, value_shown
from flows.findings.finding import At
from flows.model import DataField, Flow, Start, Unmatched
from flows.words import guard_words, readable

_SETTINGS: Mapping[str, str] = {
    "process_type": "The process type",
    "locale": "The language of its texts",
    "timezone": "The time zone",
    "calendar": "The calendar of holidays",
    "hours": "The hours in which it writes first",
    "key": "What tells two of a customer's processes apart",
}


def setting_changes(old: Flow, new: Flow) -> Iterator[Difference]:
    at = At("flow", new.process_type)
    for key, what in _SETTINGS.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            words = f"{what} is now {value_shown(after)} instead of {value_shown(before)}."
            yield Difference("changed", at, key, words, before, after)
    yield from _starts(old, new, at)
    yield from _unmatched(old, new, at)


# Starts


def _starts(old: Flow, new: Flow, at: At) -> Iterator[Difference]:
    before, after = ([part_as_json(start) for start in flow.starts] for flow in (old, new))
    pairs = pair(before, after, (canonical, lambda one: canonical([one["type"], one["value"]])))
    for index in pairs.come:
        start = new.starts[index]
        words = f"{_opener(start)} now starts the process{condition(start.when)}."
        yield Difference("added", at, "starts", words, None, after[index])
    for index in pairs.gone:
        words = f"{_opener(old.starts[index])} no longer starts the process."
        yield Difference("removed", at, "starts", words, before[index], None)
    for i, j in pairs.both:
        if canonical(before[i]) != canonical(after[j]):
            words = (
                f"{_opener(new.starts[j])} now starts the process {_only_if(old.starts[i], new.starts[j])}."
            )
            yield Difference("changed", at, "starts", words, before[i], after[j])
    if moved(pairs):
        yield Difference("moved", at, "starts", "What starts it is tried in another order.", before, after)


def _opener(start: Start) -> str:
    return (
        f"The event “{readable(start.value)}”" if start.type == "event" else f"Hearing {heard(start.value)}"
    )


def _only_if(was: Start, now: Start) -> str:
    old, new = ("" if one.when is None else guard_words(one.when) for one in (was, now))
    if not new:
        return f"without the condition that {old}"
    return f"only if {new}" + (f", and no longer if {old}" if old not in ("", new) else "")


# What nobody listens for


def _unmatched(old: Flow, new: Flow, at: At) -> Iterator[Difference]:
    was, now = old.unmatched, new.unmatched
    before, after = (None if one is None else part_as_json(one) for one in (was, now))
    if canonical(before) == canonical(after):
        return
    if was is None and now is not None:
        words = f"What nothing listens for is now answered: {_answer(now)}."
        yield Difference("added", at, "unmatched", words, before, after)
    elif was is not None and now is None:
        words = "What nothing listens for is no longer answered."
        yield Difference("removed", at, "unmatched", words, before, after)
    elif was is not None and now is not None:
        yield from _answered_otherwise(was, now, at)


def _answer(now: Unmatched) -> str:
    said = f"{now.tries} times with “{readable(now.message)}”, then " if now.message else ""
    return f"{said}{doing(now.then) or 'nothing'}"


def _answered_otherwise(was: Unmatched, now: Unmatched, at: At) -> Iterator[Difference]:
    before, after = part_as_json(was), part_as_json(now)
    for key in differing(before, after):
        found: list[str] = []
        if key == "then":
            found = list(action_changes("When nothing is understood for too long", was.then, now.then))
        elif key == "tries":
            found = [
                f"What nothing listens for is now answered {now.tries} times instead of {was.tries} at most."
            ]
        elif key == "message":
            found = [
                "What nothing listens for is now answered with "
                f"{value_shown(now.message)} instead of {value_shown(was.message)}."
            ]
        for words in found or [generic("What isn't understood", key, before.get(key), after.get(key))]:
            yield Difference("changed", at, f"unmatched.{key}", words, before.get(key), after.get(key))


# Data

_SWITCHES: Mapping[str, tuple[str, str]] = {
    "required": ("must now be known at the start", "may now be unknown at the start"),
    "pii": ("now counts as personal", "no longer counts as personal"),
    "reference": ("now finds the process an event is about", "no longer finds the process an event is about"),
}


def data_changes(old: Flow, new: Flow, renamed: Sequence[Renamed]) -> Iterator[Difference]:
    """`old` tells by the newer ids, as `renamed` says it was made to."""
    for one in renamed:
        if one.noun == "data":
            words = f"“{readable(one.new)}” is the field that was called “{readable(one.old)}”."
            yield _told("renamed", one.new, "id", words, one.old, one.new)
    for name, field in new.data.items():
        if name not in old.data:
            told = f": {cut(field.description)}" if field.description else ""
            words = f"“{readable(name)}” is a new field, {_kind(field)}{told.rstrip('.')}."
            yield _told("added", name, "", words, None, part_as_json(field))
        else:
            yield from _field(name, part_as_json(old.data[name]), part_as_json(field))
    for name, field in old.data.items():
        if name not in new.data:
            yield _told(
                "removed", name, "", f"The field “{readable(name)}” is gone.", part_as_json(field), None
            )


def _kind(field: DataField) -> str:
    return f"{'an' if field.type[0] in 'aei' else 'a'} {field.type}"


def _field(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    what = f"“{readable(name)}”"
    for key in differing(before, after):
        if key in _SWITCHES:
            words = f"{what} {_SWITCHES[key][0 if after.get(key) else 1]}."
        elif key == "type":
            words = f"{what} is now of the type {after[key]} instead of {before[key]}."
        else:
            words = generic(what, key, before.get(key), after.get(key))
        yield _told("changed", name, key, words, before.get(key), after.get(key))


def _told(kind: Kind, name: str, key: str, words: str, before: Any, after: Any) -> Difference:
    return Difference(kind, At("data", name), key, words, before, after)
