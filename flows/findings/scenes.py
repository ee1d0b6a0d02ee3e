"""What was walked through, as a scenario that can stand in the flow's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.findings.exploration import Exploration, Walk, Way

LONG = "12mo"
"""As long as nobody waits."""


def scene(
    found: Exploration,
    walk: Walk,
    name: str,
    more: Iterable[Mapping[str, Any]] = (),
    ways: Iterable[Way] = (),
) -> Mapping[str, Any] | None:
    """The walk from its beginning, and `more` steps; each move expects the state that it led to.

    None where only some conversations begin like this, which no scenario can choose.
    """
    if walk.begun.bucket:
        return None
    steps = [step for way in (*walk.ways, *ways) for step in _steps(found, way)]
    return {"name": name, "start": dict(walk.begun.start), "steps": [*steps, *map(dict, more)]}


def _steps(found: Exploration, way: Way) -> Iterator[dict[str, Any]]:
    *before, last = way.move.steps
    yield from map(dict, before)
    yield {**last, "expect": {"state": found.moments[way.target].binding.state}}
