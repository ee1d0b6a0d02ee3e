"""What is painted over a map: where processes stand, the way they took, what scenarios cover, what a draft changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from flows.changes import EMPTY
from flows.model import Flow
from studio.words import plural

Kind = Literal["current", "visited", "taken", "latest", "covered", "missed", "added", "removed", "changed"]
COLOURS = 4
"""Processes on one map are told apart by so many; then they begin anew."""
_LEGEND: Mapping[Kind, str] = {
    "taken": "The way here", "latest": "This step",
    "covered": "Taken by a scenario", "missed": "Taken by none",
    "added": "Added", "removed": "Removed", "changed": "Changed",
}  # fmt: skip


class Taken(NamedTuple):
    """A transition that was taken once."""

    transition: str
    source: str | None
    """The state it was taken in; None where that isn't known: then it is drawn from all its sources."""
    latest: bool = False
    """Whether it belongs to the last step: that part of the way is drawn as one watches."""


class Parts(NamedTuple):
    """Some states and transitions, by id."""

    states: Collection[str] = ()
    transitions: Collection[str] = ()


class Overlay(NamedTuple):
    """What to paint. Names of what the map doesn't have are passed over."""

    current: Mapping[str, int] = EMPTY
    """State → which process stands there, from 0: each has its colour."""
    visits: Mapping[str, int] = EMPTY
    """State → how often it was entered."""
    path: Sequence[Taken] = ()
    """The way taken, in order; see `walked`."""
    dim: bool = False
    """Whether all that isn't painted is grey."""
    covered: Collection[str] = ()
    """Transitions that some scenario takes."""
    missed: Collection[str] = ()
    added: Parts = Parts()
    removed: Parts = Parts()
    changed: Parts = Parts()


def walked(flow: Flow, transitions: Sequence[str], latest: int = 0) -> list[Taken]:
    """The way of a process of `flow` that took these transitions, the last `latest` of them just now.

    Where it was moved by hand in between, a transition with several sources has none that is known.
    """
    by_id = {one.id: one for one in flow.transitions}
    stands: str | None = flow.initial_state
    found: list[Taken] = []
    for place, name in enumerate(transitions):
        transition = by_id.get(name)
        if transition is None:  # of another version
            stands = None
            continue
        if not transition.from_any and stands not in transition.from_states:
            stands = transition.from_states[0] if len(transition.from_states) == 1 else None
        found.append(Taken(name, stands, place >= len(transitions) - latest))
        stands = transition.to_state or stands
    return found


def as_json(overlay: Overlay) -> dict[str, Any]:
    """As the canvas takes it: each state's and transition's `{kinds, count, words}`, the way, and the legend."""
    states, transitions = _states(overlay), _transitions(overlay)
    kinds = {kind for mark in (*states.values(), *transitions.values()) for kind in mark["kinds"]}
    return {
        "states": states,
        "transitions": transitions,
        "way": [taken._asdict() for taken in overlay.path],
        "dim": overlay.dim,
        "legend": list(_legend(overlay, kinds)),
    }


def _states(overlay: Overlay) -> dict[str, dict[str, Any]]:
    names = dict.fromkeys((*overlay.current, *overlay.visits, *_changed(overlay, "states")))
    return {name: _state(overlay, name) for name in names}


def _state(overlay: Overlay, name: str) -> dict[str, Any]:
    kinds, words, count = [], [], overlay.visits.get(name, 0)
    mark: dict[str, Any] = {}
    if name in overlay.current:
        kinds.append("current")
        words.append("here now")
        mark["colour"] = overlay.current[name] % COLOURS
    elif count:
        kinds.append("visited")
    if count:
        words.append(f"entered {_times(count)}")
    changes = _changes(overlay, "states", name)
    return {**mark, "kinds": [*kinds, *changes], "count": count, "words": ", ".join([*words, *changes])}


def _transitions(overlay: Overlay) -> dict[str, dict[str, Any]]:
    counts = Counter(taken.transition for taken in overlay.path)
    latest = {taken.transition for taken in overlay.path if taken.latest}
    names = dict.fromkeys((*counts, *overlay.covered, *overlay.missed, *_changed(overlay, "transitions")))
    return {name: _transition(overlay, name, counts[name], latest=name in latest) for name in names}


def _transition(overlay: Overlay, name: str, count: int, *, latest: bool) -> dict[str, Any]:
    kinds, words = [], []
    if count:
        kinds.append("taken")
        words.append(f"taken {_times(count)}")
    if latest:
        kinds.append("latest")
    if name in overlay.covered:
        kinds.append("covered")
        words.append("taken by a scenario")
    elif name in overlay.missed:
        kinds.append("missed")
        words.append("no scenario takes it")
    changes = _changes(overlay, "transitions", name)
    return {"kinds": [*kinds, *changes], "count": count, "words": ", ".join([*words, *changes])}


def _changes(overlay: Overlay, part: Literal["states", "transitions"], name: str) -> list[str]:
    kinds = {"added": overlay.added, "removed": overlay.removed, "changed": overlay.changed}
    return [kind for kind, parts in kinds.items() if name in getattr(parts, part)]


def _changed(overlay: Overlay, part: Literal["states", "transitions"]) -> Iterator[str]:
    for parts in (overlay.added, overlay.removed, overlay.changed):
        yield from getattr(parts, part)


def _legend(overlay: Overlay, kinds: Iterable[str]) -> Iterator[dict[str, Any]]:
    colours = sorted({number % COLOURS for number in overlay.current.values()})
    for colour in colours:
        words = "Here now" if len(colours) == 1 else f"Process {colour + 1} is here"
        yield {"kind": "current", "colour": colour, "words": words}
    shown = set(kinds)
    if not shown & {"taken"} and "visited" in shown:
        yield {"kind": "visited", "words": "Was here"}
    yield from ({"kind": kind, "words": words} for kind, words in _LEGEND.items() if kind in shown)


def _times(count: int) -> str:
    return "once" if count == 1 else plural(count, "time")
