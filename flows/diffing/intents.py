"""What differs in what customers may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.difference import Difference, Kind, Renamed, canonical, differing, quoted
from flows.diffing.plain import cut, generic
from flows.findings.finding import At
from flows.model import Flow
from flows.words import readable

MOST_QUOTED = 3
"""Examples in a sentence; the difference itself holds all of them."""


def intent_changes(old: Flow, new: Flow, renamed: Sequence[Renamed]) -> Iterator[Difference]:
    """`old` tells by the newer ids, as `renamed` says it was made to."""
    for one in renamed:
        if one.noun == "intent":
            words = f"“{readable(one.new)}” is the intent that was called “{readable(one.old)}”."
            yield _told("renamed", one.new, "id", words, one.old, one.new)
    for name, intent in new.intents.items():
        if name not in old.intents:
            told = f": {cut(intent.description)}" if intent.description else "."
            words = f"“{readable(name)}” is a new intent{told}"
            yield _told("added", name, "", words, None, part_as_json(intent))
        else:
            yield from _changed(name, part_as_json(old.intents[name]), part_as_json(intent))
    for name, intent in old.intents.items():
        if name not in new.intents:
            words = f"The intent “{readable(name)}” is gone."
            yield _told("removed", name, "", words, part_as_json(intent), None)


def _changed(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    what = f"“{readable(name)}”"
    for key in differing(before, after):
        was, now = before.get(key), after.get(key)
        match key:
            case "examples":
                yield _told("changed", name, key, _examples(what, was or [], now or []), was, now)
            case "locales":
                yield from _locales(name, was or {}, now or {})
            case "slots":
                yield from _slots(name, was or {}, now or {})
            case "shared":
                words = "every process that can take it" if now else "only the first process that takes it"
                yield _told("changed", name, key, f"{what} is now heard by {words}.", was, now)
            case _:
                yield _told("changed", name, key, generic(what, key, was, now), was, now)


def _examples(what: str, was: Sequence[str], now: Sequence[str]) -> str:
    come, gone = (list((Counter(one) - Counter(other)).elements()) for one, other in ((now, was), (was, now)))
    told = [f"has {_counted(come, 'new')}"] * bool(come) + [f"has lost {_counted(gone)}"] * bool(gone)
    return f"{what} {' and '.join(told)}." if told else f"{what} has its examples in another order."


def _counted(examples: Sequence[str], adjective: str = "") -> str:
    count = f"{len(examples)} {adjective}".strip()
    more = ", …" if len(examples) > MOST_QUOTED else ""
    noun = "example" if len(examples) == 1 else "examples"
    return f"{count} {noun} ({quoted([cut(one) for one in examples[:MOST_QUOTED]])}{more})"


def _locales(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for locale in differing(was, now):
        before, after = was.get(locale), now.get(locale)
        what = f"“{readable(name)}” in the language “{locale}”"
        words = _examples(what, before or [], after or [])
        if canonical(before or []) == canonical(after or []):  # no examples, and not even the language
            words = f"{what} is {'listed' if after is not None else 'no longer listed'}, without examples."
        yield _told("changed", name, f"locales.{locale}", words, before, after)


def _slots(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    what = f"“{readable(name)}”"
    for slot in differing(was, now):
        before, after = was.get(slot), now.get(slot)
        words = f"{what} now fills {readable(slot)}, of the type {after}."
        if after is None:
            words = f"{what} no longer fills {readable(slot)}."
        elif before is not None:
            words = f"{what} now fills {readable(slot)} with the type {after} instead of {before}."
        yield _told("changed", name, f"slots.{slot}", words, before, after)


def _told(kind: Kind, name: str, key: str, words: str, before: Any, after: Any) -> Difference:
    return Difference(kind, At("intent", name), key, words, before, after)
