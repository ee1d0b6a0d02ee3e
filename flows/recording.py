"""Expectations recorded anew: what a scenario's steps expected and didn't get is replaced by what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flows import codec
from flows.limits import Path
from flows.scenario import Played, mismatches
from flows.yaml_edit import with_values


class Recorded(NamedTuple):
    """A file's text with what came, and how many expectations were replaced."""

    text: str
    changed: int


def recorded(text: str, played: Iterable[Played]) -> Recorded:
    """`text`, a file of one flow, with each expectation that wasn't met as it came; the rest, character by character.

    A canonical file stays canonical.
    `played` are the file's own scenarios, all of them, in their order. What a step doesn't expect isn't added; a
    step that couldn't be played keeps what it expects. Raises FlowTextError for a file that can't be edited safely.
    """
    values = {path: value for number, one in enumerate(played) for path, value in _came(number, one)}
    edited = with_values(text, values)
    return Recorded(_canonical(edited) if values and _canonical(text) == text else edited, len(values))


def _canonical(text: str) -> str:
    return codec.dump(codec.load(text, accept_edit=True))


def _came(number: int, played: Played) -> Iterator[tuple[Path, Any]]:
    for result in played.steps:
        if result.number == 0 or result.at is None:
            continue
        at: Path = ("scenarios", number, "steps", result.number - 1, "expect")
        for one in mismatches(played.scenario.steps[result.number - 1], result.got):
            if one.name == "data" and isinstance(one.expected, dict):
                fields = ((key, one.got[key]) for key in one.expected if one.expected[key] != one.got[key])
                yield from (((*at, "data", key), value) for key, value in fields)
            else:
                yield (*at, one.name), one.got
