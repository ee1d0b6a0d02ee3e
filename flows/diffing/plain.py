"""Values as sentences show them, and the sentence for whatever has none of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from flows.diffing.difference import canonical
from flows.words import readable, value_words

MOST_SHOWN = 60
"""Characters of a value in a sentence; the difference itself holds all of it."""


def value_shown(value: Any) -> str:
    """A value of a flow's file in a few words: “a text”, 3, nothing, a, b."""
    match value:
        case None:
            return "nothing"
        case str():
            return f"“{cut(value)}”"
        case {"field": str()}:
            return value_words(value)
        case Mapping():
            return (
                cut(", ".join(f"{readable(key)} {value_shown(part)}" for key, part in value.items()))
                or "nothing"
            )
        case list() | tuple():
            return cut(", ".join(value_shown(item) for item in value)) or "nothing"
        case _:
            return value_words(value)


def cut(text: str) -> str:
    """A text on one line, and no longer than a sentence has room for."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[: MOST_SHOWN - 1]}…"


def generic(what: str, key: str, before: Any, after: Any) -> str:
    """`what` begins the sentence: “reminder”: channel is now “email” instead of “same”."""
    if isinstance(before, list) and isinstance(after, list) and _same_entries(before, after):
        return f"{what}: the order of {readable(key)} is another one now."
    was, now = value_shown(before), value_shown(after)
    if was == now:
        return f"{what}: {readable(key)} is another one now."
    return f"{what}: {readable(key)} is now {now} instead of {was}."


def instead(now: str, was: str) -> str:
    """`sends “b” instead of “a”`: words that both begin with are said once."""
    new, old = now.split(" "), was.split(" ")
    shared = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(new, old, strict=False)))
    return f"{now} instead of {' '.join(old[shared:]) or was}"


def _same_entries(before: Sequence[Any], after: Sequence[Any]) -> bool:
    return sorted(map(canonical, before)) == sorted(map(canonical, after))
