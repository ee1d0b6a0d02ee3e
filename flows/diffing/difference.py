"""One thing that differs between two flows, the sentence for it, and differences by what they are about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from flows.findings.finding import At
from flows.renaming import Noun

Kind = Literal["added", "removed", "changed", "renamed", "moved"]
"""`moved`: the same, at another place in an order that counts."""


class Piece(NamedTuple):
    """Some words of a text that was changed; `gap` stands for many that are the same."""

    kind: Literal["same", "removed", "added", "gap"]
    text: str


class Difference(NamedTuple):
    """A difference between an older flow and a newer one."""

    kind: Kind
    at: At
    """By its id in the newer flow; in the older one where it is gone."""
    key: str
    """What of it: `trigger`, `locales.es.text`; empty for the whole part."""
    words: str
    """A sentence that a business user understands."""
    before: Any = None
    """As in the older flow's file, with the ids of the newer one; None where there was nothing."""
    after: Any = None
    pieces: tuple[Piece, ...] = ()
    """Of a text: word for word what went and what came."""
    under: str = ""
    """Of a transition and a state: the state to tell it under, or `*` for what is heard in any state."""

    def as_json(self) -> dict[str, Any]:
        """`{kind, at: {kind, id}, key, words, before, after}`, with `pieces` where a text was changed."""
        whole: dict[str, Any] = {
            "kind": self.kind,
            "at": self.at._asdict(),
            "key": self.key,
            "words": self.words,
            "before": self.before,
            "after": self.after,
        }
        if self.pieces:
            whole["pieces"] = [piece._asdict() for piece in self.pieces]
        return whole


class Group(NamedTuple):
    """Differences that are told together."""

    title: str
    """A state's name, or `Messages`."""
    state: str | None
    """The state's id; None for a group that isn't a state's."""
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "state": self.state,
            "differences": [one.as_json() for one in self.differences],
        }


class Renamed(NamedTuple):
    """A part that is the same by another id."""

    noun: Noun
    old: str
    new: str


class Diff(NamedTuple):
    """All that differs. Empty `behaviour` means equal digests, and the other way round."""

    behaviour: tuple[Group, ...]
    """What lets the newer flow behave differently."""
    beside: tuple[Group, ...]
    """What doesn't: titles and descriptions, accepted findings, scenarios. Layout is in neither."""
    renamed: tuple[Renamed, ...] = ()

    @property
    def behave_alike(self) -> bool:
        return not self.behaviour

    def as_json(self) -> dict[str, Any]:
        """`{behave_alike, behaviour: [group], beside: [group], renamed: [{noun, old, new}]}`."""
        return {
            "behave_alike": self.behave_alike,
            "behaviour": [group.as_json() for group in self.behaviour],
            "beside": [group.as_json() for group in self.beside],
            "renamed": [one._asdict() for one in self.renamed],
        }


def canonical(value: Any) -> str:
    """Equal for what is equal in a flow's canonical JSON: `1` and `true` differ, the order of keys doesn't count."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def quoted(names: Sequence[str]) -> str:
    """“a”, “b” and “c”."""
    marked = [f"“{name}”" for name in names]
    return " and ".join(filter(None, (", ".join(marked[:-1]), *marked[-1:])))


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys of two JSON objects with different values, or in one of them only; the newer one's order first."""
    nothing = object()
    return [
        key
        for key in dict.fromkeys((*new, *old))
        if (key in old) != (key in new)
        or canonical(old.get(key, nothing)) != canonical(new.get(key, nothing))
    ]
