"""The reply to an `ask`: what parses as the field it asks for, before and after intents were tried."""

from __future__ import annotations

import re

from flows.errors import InvalidValue
from flows.formats import canonical
from flows.model import DataField
from flows.values import Json, parse_value
from runtime.understanding.calendar_words import next_month_day, spelled_count
from runtime.understanding.dates import babel_locale
from runtime.understanding.folding import fold
from runtime.understanding.phrases import PHRASES
from runtime.understanding.slots import Said, find_value

LONGEST_LEFTOVER = 80
"""Characters of a one-line reply that a plain string takes: a name, a street; not a speech."""
_JUST_A_DAY = re.compile(r"\W*(\d{1,2})(?:st|nd|rd|th|\.)?\W*", re.IGNORECASE)


def parse_answer(field: DataField, said: Said) -> Json | None:
    """The reply as the field stores it, or None where it is none, or outside the field's limits.

    A `text` takes nothing here, and a `string` without choices only an id: for the rest see
    `leftover_answer`.
    """
    if field.type == "text" and not field.choices:
        return None
    value = find_value(field, said)
    if value is None:
        value = _just_a_day(field, said) or _just_a_count(field, said) or _itself(field, said)
    return None if value is None else _fitting(field, value)


def leftover_answer(field: DataField, said: Said) -> Json | None:
    """What no intent took: anything for a `text`, a short line for a `string`; None for any other field."""
    text = said.text.strip()
    if not text or field.choices:
        return None
    if field.type == "text":
        return _fitting(field, text)
    if field.type == "string" and "\n" not in text and len(text) <= LONGEST_LEFTOVER:
        return _fitting(field, text)
    return None


def _just_a_day(field: DataField, said: Said) -> Json | None:
    """“15” or “5.”, which only a question about a date makes a day."""
    match = _JUST_A_DAY.fullmatch(said.text) if field.type in ("date", "datetime") else None
    day = next_month_day(int(match[1]), said.local_day()) if match else None
    if day is None:
        return None
    return canonical(day) if field.type == "date" else said.at(day)


def _just_a_count(field: DataField, said: Said) -> Json | None:
    """“one”, which within a sentence is seldom meant as a number."""
    phrases = PHRASES.get(babel_locale(said.locale).language)
    if phrases is None or field.type not in ("integer", "number"):
        return None
    return spelled_count(fold(said.text).strip(" .!"), phrases)


def _itself(field: DataField, said: Said) -> Json | None:
    """A reply that is the value already, in the form it is stored in; a plain string would be any text."""
    return None if field.type == "string" else said.text.strip()


def _fitting(field: DataField, value: Json) -> Json | None:
    try:
        return parse_value(field, value, "answer")
    except InvalidValue:
        return None
