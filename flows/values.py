"""Values of a process's data: from anything that came in to the one JSON form that is stored, and to Python.

| type | stored as |
| --- | --- |
| string, text | text |
| integer, number | a number; a whole one without a fraction |
| boolean | true, false |
| date | `2026-03-01` |
| datetime | `2026-03-01T08:00:00Z`, in UTC |
| email | text, the domain in lower case |
| phone | `+` and digits, country code first |
| file | an http(s) URL, or the id of a stored file |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.errors import InvalidValue
from flows.formats import canonical

if TYPE_CHECKING:
    from flows.model import DataField, FieldType

Json = str | int | float | bool
"""What a data field stores; a field without a value is absent."""

_EXACT_INTEGER = 2**53
"""Beyond it, readers of JSON may round a whole number."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,16}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(
    r"[^@\s<>,;:\"()\[\]]{1,64}@([^@\s<>,;:\"()\[\]._-][^@\s<>,;:\"()\[\]_]*\.[^@\s<>,;:\"()\[\]_.]{2,})"
)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PHONE_PUNCTUATION = re.compile(r"\(0\)|[\s()./-]")
_FILE = re.compile(r"https?://[^\s/]+\S*|[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_YES = frozenset({"true", "yes", "y", "on", "1"})
_NO = frozenset({"false", "no", "n", "off", "0"})
_LONGEST_QUOTE, _LONGEST_EMAIL, _LONGEST_URL = 60, 254, 2000


class _Type(NamedTuple):
    """One type of data field."""

    expected: str
    """In words, after “should be”."""
    parse: Callable[[Any], Json | None]
    """Anything → as stored, None when it doesn't fit."""
    typed: Callable[[Any], object]
    """As stored → Python; ValueError or TypeError when it isn't."""
    measured_by_length: bool = False
    """Whether `min` and `max` count characters."""


def parse_value(field: DataField, raw: object, name: str) -> Json:
    """`raw` (canonical JSON, its text form, or a Python date) as the field stores it.

    Raises InvalidValue: a sentence with the field's name, what was expected, and what came unless it is
    personal.
    """
    kind = _TYPES[field.type]
    value = kind.parse(raw)
    if value is None:
        raise InvalidValue(f"{name} should be {kind.expected}{_came(field, raw)}")
    if field.choices:
        return _chosen(field, value, name)
    _check_limits(field, value, name)
    return value


def parse_values(
    fields: Mapping[str, DataField], raw: Mapping[str, object], *, defaults: bool = False
) -> dict[str, Json]:
    """Every value of `raw` as its field stores it, in the fields' order; None is taken as not given.

    With `defaults`, fields that were not given take theirs. Raises one InvalidValue that names everything
    wrong: values that don't fit, and names no field has, with the nearest that exists.
    """
    problems = [unknown_name(name, fields) for name in raw if name not in fields]
    values: dict[str, Json] = {}
    for name, field in fields.items():
        given = raw.get(name)
        given = field.default if given is None and defaults else given
        if given is None:
            continue
        try:
            values[name] = parse_value(field, given, name)
        except InvalidValue as error:
            problems.append(str(error))
    if problems:
        raise InvalidValue(" ".join(problems))
    return values


def missing_required(fields: Mapping[str, DataField], values: Mapping[str, object]) -> list[str]:
    """The names of required fields that have no value yet, or an empty one."""
    return [name for name, field in fields.items() if field.required and values.get(name) in (None, "")]


def unknown_name(name: str, known: Mapping[str, object]) -> str:
    """A sentence that says `name` is not one of `known`, and which is nearest."""
    near = get_close_matches(name, known, n=1)
    return f"There is no field {name}" + (f"; did you mean {near[0]}?" if near else ".")


def typed(field: DataField, stored: object) -> object:
    """A stored value as Python: date, datetime (UTC), float, int, bool or str; None if it isn't one."""
    try:
        return _TYPES[field.type].typed(stored)
    except (ValueError, TypeError, OverflowError):
        return None


def _chosen(field: DataField, value: Json, name: str) -> Json:
    """The choice that was meant, in its author's spelling."""
    choices = [parsed for choice in field.choices if (parsed := _TYPES[field.type].parse(choice)) is not None]
    for choice in choices:
        if choice == value or str(choice).casefold() == str(value).casefold():
            return choice
    listed = ", ".join(map(str, choices))
    raise InvalidValue(f"{name} should be one of {listed}{_came(field, value)}")


def _check_limits(field: DataField, value: Json, name: str) -> None:
    kind = _TYPES[field.type]
    measure: Callable[[Any], Any] = (
        _length if kind.measured_by_length else (lambda limit: typed(field, kind.parse(limit)))
    )
    size = len(str(value)) if kind.measured_by_length else typed(field, value)
    unit = " characters" if kind.measured_by_length else ""
    low, high = measure(field.min), measure(field.max)
    if low is not None and size < low:
        raise InvalidValue(f"{name} should be at least {field.min}{unit}{_came(field, value)}")
    if high is not None and size > high:
        raise InvalidValue(f"{name} should be at most {field.max}{unit}{_came(field, value)}")


def _length(limit: object) -> int | None:
    return limit if isinstance(limit, int) else None


def _came(field: DataField, raw: object) -> str:
    """The end of a sentence that says what came instead; personal values stay out of messages."""
    if field.pii:
        return "."
    text = "nothing" if raw is None else str(raw)
    return f", not “{text}”." if len(text) <= _LONGEST_QUOTE else f", not “{text[:_LONGEST_QUOTE]}…”."


def _text(raw: object) -> str | None:
    """Text that every database and encoding takes; a whole number is its digits."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or "\0" in raw or any("\ud800" <= letter <= "\udfff" for letter in raw):
        return None
    return raw


def _string(raw: object) -> str | None:
    text = _text(raw)
    return text.strip() if text is not None else None


def _number(raw: object) -> int | float | None:
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        raw = float(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    if isinstance(raw, int):
        return raw if abs(raw) <= _EXACT_INTEGER else None
    whole = raw.is_integer() and abs(raw) <= _EXACT_INTEGER
    return int(raw) if whole else raw if isfinite(raw) else None


def _integer(raw: object) -> int | None:
    if isinstance(raw, str) and _INTEGER.fullmatch(raw.strip()):
        raw = int(raw)
    number = _number(raw) if not isinstance(raw, str) else None
    return number if isinstance(number, int) else None


def _boolean(raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().casefold() if isinstance(raw, str) else None
    return True if word in _YES else False if word in _NO else None


def _date(raw: object) -> str | None:
    if isinstance(raw, str) and _DATE.fullmatch(raw.strip()):
        try:
            raw = date.fromisoformat(raw.strip())
        except ValueError:
            return None
    return canonical(raw) if isinstance(raw, date) and not isinstance(raw, datetime) else None


def _datetime(raw: object) -> str | None:
    try:
        moment = datetime.fromisoformat(raw.strip()) if isinstance(raw, str) else raw
        return canonical(moment) if isinstance(moment, datetime) and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _email(raw: object) -> str | None:
    text = _string(raw)
    found = _EMAIL.fullmatch(text) if text is not None and len(text) <= _LONGEST_EMAIL else None
    return found[0][: -len(found[1])] + found[1].lower() if found and ".." not in found[0] else None


def _phone(raw: object) -> str | None:
    if not isinstance(raw, str):
        return None
    digits = _PHONE_PUNCTUATION.sub("", raw.strip().removeprefix("tel:"))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    return digits if _PHONE.fullmatch(digits) else None


def _file(raw: object) -> str | None:
    text = _string(raw)
    return text if text is not None and len(text) <= _LONGEST_URL and _FILE.fullmatch(text) else None


def _as_text(stored: Any) -> str:
    if not isinstance(stored, str):
        raise TypeError
    return stored


def _as_number(stored: Any) -> float:
    if isinstance(stored, bool) or not isinstance(stored, int | float):
        raise TypeError
    return float(stored)


def _as_integer(stored: Any) -> int:
    if isinstance(stored, bool) or not isinstance(stored, int):
        raise TypeError
    return stored


def _as_boolean(stored: Any) -> bool:
    if not isinstance(stored, bool):
        raise TypeError
    return stored


def _as_datetime(stored: Any) -> datetime:
    moment = datetime.fromisoformat(stored)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


_TYPES: Mapping[FieldType, _Type] = {
    "string": _Type("text", _string, _as_text, measured_by_length=True),
    "text": _Type("text", _text, _as_text, measured_by_length=True),
    "integer": _Type("a whole number such as 3", _integer, _as_integer),
    "number": _Type("a number such as 120.5", _number, _as_number),
    "boolean": _Type("yes or no", _boolean, _as_boolean),
    "date": _Type("a date such as 2026-03-01", _date, date.fromisoformat),
    "datetime": _Type(
        "a date and time with its zone, such as 2026-03-01T09:00:00+01:00", _datetime, _as_datetime
    ),
    "email": _Type("an email address such as ana@example.com", _email, _as_text, measured_by_length=True),
    "phone": _Type("a phone number with its country code, such as +49 30 123456", _phone, _as_text, True),
    "file": _Type("a file's web address or id", _file, _as_text, measured_by_length=True),
}
