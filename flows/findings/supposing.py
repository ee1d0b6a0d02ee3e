"""What may be given: values for data, contacts and events, one for each way that conditions can fall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from math import ceil, floor, prod
from typing import Any, NamedTuple

from flows.compiled_state import Listener
from flows.findings import places
from flows.findings.samples import NOW, is_fixed
from flows.findings.trials import Trials
from flows.findings.usual import band, far, fits, unsayable, usual
from flows.formats import canonical
from flows.guard_model import Clause
from flows.model import DataField, Flow
from flows.templates import compile_template

MOST_BEGINNINGS, MOST_CARRIED = 16, 6
"""Where all combinations of values would be more, each value is tried once with the first of all others."""
MOST_VALUES, MOST_CLAUSES = 12, 60
"""Of one path: no map that anybody drew has more."""
_MOST_COUNTED = 20


class Supposed(NamedTuple):
    """A value; one that `floats` is as far from now as it is from NOW."""

    value: Any
    floats: bool = False

    def at(self, now: datetime) -> Any:
        """As JSON, at this moment."""
        value = self.value
        if self.floats and isinstance(value, date):
            value = value + timedelta(days=(now.date() - NOW.date()).days)
        return canonical(value) if isinstance(value, date) else value


Values = Sequence[Supposed | None]
"""None: not given."""


class Begun(NamedTuple):
    """A way to begin: the `start` of a scenario, and which part of all conversations it stands for."""

    start: Mapping[str, Any]
    bucket: int


class Supposing:
    """What may be given to one flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._trials = Trials(flow)
        self._clauses: dict[str, list[Clause]] = defaultdict(list)
        for place, guard in places.guards(flow):
            for _, clause in places.clauses(place, guard):
                self._clauses[clause.field].append(clause)
                if isinstance(clause.value, Mapping) and set(clause.value) == {"field"}:
                    self._clauses[str(clause.value["field"])].append(clause)
        self.timed = frozenset(_counted_from(flow))
        """The paths that timers count from."""
        self.asked = frozenset(state.ask.into for state in flow.states if state.ask is not None)
        self._known: dict[str, tuple[Supposed, ...]] = {}

    @property
    def clauses(self) -> Iterator[Clause]:
        """Every clause that reads what doesn't pass with the change, each once."""
        seen: set[str] = set()
        for clause in (clause for listed in self._clauses.values() for clause in listed):
            lasting = not clause.field.startswith(("event.", "visits."))
            if lasting and repr(clause) not in seen:
                seen.add(repr(clause))
                yield clause

    def counted(self) -> dict[str, int]:
        """State → how many of its visits conditions tell apart."""
        found: dict[str, int] = {}
        for path, clauses in self._clauses.items():
            root, _, state = path.partition(".")
            if root == "visits":
                numbers = [n for clause in clauses for n in _turns(clause)] or [2]
                found[state] = min(max(0, *numbers), _MOST_COUNTED)
        return found

    def matters(self, name: str) -> bool:
        """Whether it makes a difference to a walk what a data field holds."""
        return name in self.asked or f"data.{name}" in self._clauses or f"data.{name}" in self.timed

    def values(self, path: str) -> tuple[Supposed, ...]:
        """One value for each way that what reads `path` can turn out; at least one where any is valid."""
        if path not in self._known:
            self._known[path] = tuple(islice(self._made(path), MOST_VALUES))
        return self._known[path]

    def _made(self, path: str) -> Iterator[Supposed]:
        root, _, name = path.partition(".")
        field = self._flow.data.get(name) if root == "data" else None
        clauses = self._clauses.get(path, [])[:MOST_CLAUSES]
        floats = not any(map(is_fixed, clauses))
        seen: set[Any] = set()
        for value in (
            *usual(field),
            *(far() if path in self.timed else ()),
            *self._trials.turning_points(path, clauses),
        ):
            supposed = Supposed(list(value) if isinstance(value, tuple) else value, floats)
            if unsayable(value) or (field is not None and not fits(field, supposed.at(NOW))):
                continue
            seen_as = value if field is not None else supposed.at(NOW)
            fallen = (*self._trials.truths(clauses, seen_as), path in self.timed and band(value, NOW))
            if fallen not in seen:
                seen.add(fallen)
                yield supposed

    # Beginnings

    def beginnings(self, at: datetime) -> Iterator[Begun]:
        """Ways to begin, the likeliest first; each with the data that is required."""
        options: dict[str, Values] = {}
        for name, field in self._flow.data.items():
            options.update(self._first(name, field))
        for path in self._clauses:
            root, _, name = path.partition(".")
            if (root == "contact" and name != "opted_out") or path in (
                "conversation.channel",
                "conversation.bucket",
            ):
                options[path] = (None, *self.values(path))
            elif path == "conversation.in_hours" and self._flow.hours is not None:
                options[path] = (None, *(Supposed(moment) for moment in _other_hours(self._flow, at)))
            elif path == "now" and any(map(is_fixed, self._clauses[path])):
                options[path] = (None, *self.values(path))
        for chosen in variants(options, MOST_BEGINNINGS):
            yield _begun(chosen, at)

    def _first(self, name: str, field: DataField) -> Iterator[tuple[str, Values]]:
        known = self.values(f"data.{name}")
        if not self.matters(name):
            if field.required and field.default is None:
                yield f"data.{name}", known[:1]
        elif field.default is not None:
            yield f"data.{name}", (None, *known)
        else:
            yield f"data.{name}", known if field.required else (*known, None)

    # What comes with a change

    def slots(self, names: Iterable[str]) -> Iterator[Mapping[str, Supposed]]:
        """What an intent may bring of these data fields, as far as it makes a difference."""
        fields = [name for name in names if name in self._flow.data and self.matters(name)]
        yield from variants({name: (*self.values(f"data.{name}"), None) for name in fields}, MOST_CARRIED)

    def answers(self, name: str) -> tuple[Supposed, ...]:
        """What may be answered to a question."""
        known = self.values(f"data.{name}")
        return known if self.matters(name) else known[:1]

    def payloads(self, listeners: Iterable[Listener]) -> Iterator[Mapping[str, Supposed]]:
        """What a change may carry, as far as those who listen look at it."""
        options: dict[str, Values] = {}
        for listener in listeners:
            for path in _read_of_change(listener):
                stored = self.values(f"data.{path.into}") if path.into else ()
                values = (*stored, *self.values(path.path)) if path.path in self._clauses else stored
                options.setdefault(path.path.removeprefix("event."), (*(values or (Supposed("x"),)), None))
        yield from variants(options, MOST_CARRIED)


def variants(options: Mapping[str, Values], most: int) -> Iterator[dict[str, Supposed]]:
    """Every combination of values; of too many, each value once. What isn't given isn't in them."""
    choices = [[(name, value) for value in values] for name, values in options.items() if values]
    if prod(map(len, choices)) <= most:
        combined: Iterable[Sequence[tuple[str, Supposed | None]]] = product(*choices)
    else:
        combined = _each_once(choices)
    for one in combined:
        yield {name: value for name, value in one if value is not None}


def _each_once(
    choices: Sequence[Sequence[tuple[str, Supposed | None]]],
) -> Iterator[list[tuple[str, Supposed | None]]]:
    usual = [listed[0] for listed in choices]
    yield usual
    for i, listed in enumerate(choices):
        yield from ([*usual[:i], other, *usual[i + 1 :]] for other in listed[1:])


def _begun(chosen: Mapping[str, Supposed], at: datetime) -> Begun:
    moment = chosen.get("now") or chosen.get("conversation.in_hours")
    if moment is not None and isinstance(moment.value, datetime):
        at = moment.value.astimezone(UTC)
    channel = chosen.get("conversation.channel")
    bucket = chosen.get("conversation.bucket")
    start: dict[str, Any] = {"at": at.isoformat()}
    if channel is not None and channel.value:
        start["channel"] = str(channel.value)
    for root in ("contact", "data"):
        given = {
            path.partition(".")[2]: value.at(at)
            for path, value in chosen.items()
            if path.partition(".")[0] == root
        }
        start.update({root: given} if given else {})
    return Begun(start, 0 if bucket is None else round(bucket.value))


def _turns(clause: Clause) -> Iterator[int]:
    """The counts from which on a clause stays as it is."""
    for one in clause.value if isinstance(clause.value, list | tuple) else [clause.value]:
        if isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < _MOST_COUNTED:
            yield ceil(one) if clause.op in ("lt", "gte") else floor(one) + 1


def _counted_from(flow: Flow) -> Iterator[str]:
    for _, action in places.actions(flow):
        yield from (path for kind, path in action.references() if kind == "path")
    for transition in flow.transitions:
        path = getattr(transition.trigger, "relative_to", None)
        if path is not None:
            yield path


def _other_hours(flow: Flow, at: datetime) -> Iterator[datetime]:
    """A moment of the week at which the flow's hours are what they aren't at `at`."""
    is_open = flow.compiled.ground.is_open
    hours = (at + timedelta(hours=hour) for hour in range(1, 24 * 7))
    yield from [moment for moment in hours if is_open(moment) is not is_open(at)][:1]


class _Read(NamedTuple):
    """A part of a change that a transition reads, and the data field that it is put into."""

    path: str
    into: str = ""


def _read_of_change(listener: Listener) -> Iterator[_Read]:
    transition = listener.transition
    for action in transition.actions:
        for name, raw in getattr(action, "values", {}).items():
            if isinstance(raw, str) and "{" in raw:
                names = compile_template(raw).names
                yield from (_Read(path, name) for path in sorted(names) if path.startswith("event."))
        yield from (
            _Read(path) for kind, path in action.references() if kind == "path" and path.startswith("event.")
        )
    if transition.when is not None:
        for _, clause in places.clause_paths(transition.when):
            if clause.field.startswith("event."):
                yield _Read(clause.field)
