"""Values to try conditions on: some of each type, and those around which a clause changes its mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Literal, assert_never
from zoneinfo import ZoneInfo

from flows.durations import Duration, add, parse_duration
from flows.errors import InvalidDuration
from flows.guard_model import Clause
from flows.model import DataField
from flows.values import typed

if TYPE_CHECKING:
    from flows.compiled import Ground

Kind = Literal["text", "integer", "number", "boolean", "date", "datetime", "list"]
"""How a condition sees a value; whatever is written in letters is a text."""
NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
"""The moment that trials take place at: any would do; this is a Wednesday noon."""
_SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "integer": (1, 2),
    "number": (1.5, 2),
    "boolean": (True, False),
    "date": (NOW.date(),),
    "datetime": (NOW,),
    "list": (("a",),),
}
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
_MOST_SUBSETS = 6
_LARGEST = 1e300
"""Beyond it, and for what is no number at all, halves and neighbours can't be computed."""
_OTHER_TEXT = "\N{SNOWMAN}"
_LAST_TEXT = "\U0010ffff"


def samples(kind: str) -> tuple[Any, ...]:
    """A few values of a type, as conditions see them."""
    return _SAMPLES.get(kind, ("a",))


def is_relative(clause: Clause) -> bool:
    """Whether a clause's truth moves with the clock."""
    value = clause.value
    return clause.op == "within" or (clause.op in ("before", "after") and _span(value) is not None)


def is_fixed(clause: Clause) -> bool:
    """Whether a clause names a date."""
    return any(_moment(value) is not None for value in _values(clause.value))


def turning_points(
    kind: Kind | None, field: DataField | None, clauses: Sequence[Clause], ground: Ground
) -> list[Any]:
    """Values between which no clause changes its mind, or all there are. Relative clauses count from NOW.

    Without a known type, values of every type.
    """
    if field is not None and field.choices:
        return [value for value in (typed(field, choice) for choice in field.choices) if value is not None]
    values = [value for clause in clauses for value in _values(clause.value)]
    match kind:
        case "boolean":
            return [True, False]
        case "integer":
            return _within(field, _integers(values, field))
        case "number":
            return _within(field, _numbers(values, field))
        case "list":
            return _lists(values)
        case "date":
            return list(_dates(clauses, ground))
        case "datetime":
            return list(_instants(clauses, ground))
        case "text":
            return list(_texts(values))
        case None:
            return _anything(values, clauses, ground)
        case _:
            assert_never(kind)


def _values(raw: Any) -> Iterator[Any]:
    if isinstance(raw, list | tuple):
        yield from raw
    elif not isinstance(raw, Mapping):
        yield raw


def _integers(values: Iterable[Any], field: DataField | None) -> list[Any]:
    around = {round(n) + step for n in _numeric([*values, *_bounds(field)]) for step in (-1, 0, 1)}
    return sorted(around) or [1]


def _numbers(values: Iterable[Any], field: DataField | None) -> list[Any]:
    known = sorted(set(_numeric([*values, *_bounds(field)])))
    if not known:
        return [1]
    between = [(one + other) / 2 for one, other in pairwise(known)]
    return [known[0] - 1, *known, *between, known[-1] + 1]


def _numeric(values: Iterable[Any]) -> list[float]:
    numbers = (value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
    return [number for number in numbers if abs(number) < _LARGEST]


def _bounds(field: DataField | None) -> list[Any]:
    return [] if field is None else [field.min, field.max]


def _within(field: DataField | None, numbers: list[Any]) -> list[Any]:
    low, high = (_numeric([bound]) for bound in (_bounds(field) or [None, None]))
    return [n for n in numbers if (not low or n >= low[0]) and (not high or n <= high[0])]


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Each text, some just after it, some that begin with one and end with another, some unlike any."""
    known = list(dict.fromkeys(value for value in values if isinstance(value, str)))
    yield from ("", _OTHER_TEXT, _LAST_TEXT, *known)
    for text in known:
        yield from (text + "\0", text + _OTHER_TEXT, _OTHER_TEXT + text)
    for one, other in combinations(known[:_MOST_SUBSETS], 2):
        yield from (one + other, other + one, one + _OTHER_TEXT + other, other + _OTHER_TEXT + one)


def _lists(values: Sequence[Any]) -> list[Any]:
    known = list(dict.fromkeys(value for value in values if isinstance(value, str | int | float)))
    sizes = range(len(known) + 1) if len(known) <= _MOST_SUBSETS else (0, 1, len(known))
    return [chosen for size in sizes for chosen in combinations(known, size)]


def _dates(clauses: Iterable[Clause], ground: Ground) -> Iterator[date]:
    for edge in (NOW, *_edges(clauses, ground)):
        day = edge.astimezone(ground.zone).date() if isinstance(edge, datetime) else edge
        yield from (moved for step in (-_DAY, 0 * _DAY, _DAY) if (moved := _moved(day, step)) is not None)


def _instants(clauses: Iterable[Clause], ground: Ground) -> Iterator[datetime]:
    for edge in (NOW, *_edges(clauses, ground)):
        at = edge if isinstance(edge, datetime) else _noon(edge, ground.zone)
        for step in (-_DAY, -_SECOND, 0 * _DAY, _SECOND, _DAY):
            if (moved := _moved(at, step)) is not None:
                yield moved


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def _moved(moment: Any, step: timedelta) -> Any:
    try:
        return moment + step
    except OverflowError:
        return None


def _edges(clauses: Iterable[Clause], ground: Ground) -> Iterator[date | datetime]:
    for clause in clauses:
        for value in _values(clause.value):
            span = _span(value)
            if span is not None:
                yield add(NOW, span, ground.zone, ground.calendar)
            elif (moment := _moment(value)) is not None:
                yield moment


def _span(value: Any) -> Duration | None:
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except InvalidDuration:
        return None


def _moment(value: Any) -> date | datetime | None:
    if not isinstance(value, str):
        return None
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            moment = read(value)
        except ValueError:
            continue
        return moment.replace(tzinfo=moment.tzinfo or UTC) if isinstance(moment, datetime) else moment
    return None


def _anything(values: Sequence[Any], clauses: Sequence[Clause], ground: Ground) -> list[Any]:
    found = [True, False, *_texts(values), *_numbers(values, None), *_lists(values)]
    return [*found, *_dates(clauses, ground), *_instants(clauses, ground)]
