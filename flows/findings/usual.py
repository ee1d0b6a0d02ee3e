"""Usual values of each type of data, and dates that lie differently for timers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.errors import FlowError
from flows.findings.samples import NOW
from flows.model import DataField
from flows.values import parse_value

_FAR = timedelta(days=30)
_SOON, _LATER, _BEFORE = timedelta(days=3), timedelta(days=60), timedelta(days=-20)
_OFTEN: Mapping[str, tuple[Any, ...]] = {
    "string": ("A-1", "A-10000000000"),
    "text": ("hello", "hello, and much more than that"),
    "email": ("ana@example.com",),
    "phone": ("+4930123456",),
    "file": ("https://files.example/1",),
    "integer": (1,),
    "number": (1,),
    "boolean": (True,),
    "date": ((NOW + _SOON).date(),),
    "datetime": (NOW + _SOON,),
}


def usual(field: DataField | None) -> Iterator[Any]:
    """What a field often holds, the likeliest first; not all of it fits its limits."""
    if field is not None:
        yield from field.choices
        yield from _OFTEN[field.type]
        yield from (limit for limit in (field.min, field.max) if limit is not None)


def far() -> Iterator[date]:
    """Days and moments soon, much later, and in the past."""
    yield from ((NOW + away).date() for away in (_SOON, _LATER, _BEFORE))
    yield from (NOW + away for away in (_SOON, _LATER, _BEFORE))


def unsayable(value: Any) -> bool:
    """Whether no file and no message could hold it."""
    return isinstance(value, str) and ("\0" in value or "\U0010ffff" in value)


def fits(field: DataField, raw: Any) -> bool:
    """Whether a field takes a value, and it is one."""
    try:
        parse_value(field, raw, "")
    except FlowError:
        return False
    return bool(raw != "")


def band(value: Any, now: datetime) -> int | None:
    """Where a date lies, as far as the order of timers goes: past, near, far; None for what is none."""
    if isinstance(value, datetime):
        away = value.astimezone(UTC) - now
    elif isinstance(value, date):
        away = timedelta(days=(value - now.date()).days)
    else:
        return None
    return -1 if away < timedelta(0) else 0 if away < _FAR else 1
