"""Values in a customer's words: from text and a data field to the JSON that `flows.values` stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.formats import canonical
from flows.model import DataField
from flows.values import Json
from runtime.understanding.calendar_words import spelled_count
from runtime.understanding.dates import START_OF_DAY, Moment, babel_locale, find_moments
from runtime.understanding.folding import fold
from runtime.understanding.numbers import Number, find_ids, find_numbers
from runtime.understanding.phrases import PHRASES
from runtime.understanding.split import Part
from runtime.understanding.yes_no import said_yes

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d\s()./-]{5,22}\d(?!\w)")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_ID_NAMES = re.compile(
    r"(?:^|_)(?:id|no|nr|num|number|code|ref|reference|order|invoice|booking|ticket|tracking|contract|case|account)(?:_|$)"
)
_NEAR_ENOUGH = 0.8
_BLANK = "\x00"


class Said(NamedTuple):
    """A text, and when and where it was said: `now` is aware, `zone` an IANA name, `locale` the flow's."""

    text: str
    now: datetime
    zone: str
    locale: str

    def part(self, part: Part) -> Said:
        return self._replace(text=part.text)

    def moments(self) -> list[Moment]:
        return find_moments(self.text, self.now, ZoneInfo(self.zone), self.locale)

    def local_day(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, clock: time | None = None) -> str:
        """As a `datetime` field stores it; without a clock, the start of the day."""
        return canonical(datetime.combine(day, clock or START_OF_DAY, ZoneInfo(self.zone)))


class Found(NamedTuple):
    """A value and where it stands."""

    start: int
    end: int
    value: Json


def find_value(field: DataField, said: Said, name: str = "") -> Json | None:
    """The first value of the field's type that `said` holds, or None; its limits are not checked here.

    With the slot's `name`, a plain string is looked for only where the name (or `reference`) says it is an
    id, and an id announced by a word of the name (“order 123” for `order_id`) is preferred.
    """
    return next((found.value for found in find_all(field, said, name)), None)


def fill_slots(slots: Mapping[str, DataField], said: Said) -> dict[str, Json]:
    """A value for each slot that `said` holds one for; what one slot took, the next doesn't."""
    values: dict[str, Json] = {}
    taken: list[tuple[int, int]] = []
    for name, field in slots.items():
        free = (
            f
            for f in find_all(field, said, name)
            if not any(f.start < end and start < f.end for start, end in taken)
        )
        found = next(free, None)
        if found is None:
            continue
        values[name] = found.value
        if field.type != "text":
            taken.append((found.start, found.end))
    return values


def find_all(field: DataField, said: Said, name: str = "") -> Iterator[Found]:
    """Every value of the field's type in `said`, the likeliest first."""
    if field.choices and field.type in ("string", "text"):
        return _choices(field, said)
    return _FINDERS[field.type](field, said, name)


def _choices(field: DataField, said: Said) -> Iterator[Found]:
    folded = fold(said.text)
    hits = []
    for choice in sorted((str(choice) for choice in field.choices), key=len, reverse=True):
        match = re.search(rf"(?<!\w){re.escape(fold(choice))}(?!\w)", folded)
        if match:
            hits.append(Found(*match.span(), choice))
            # A longer choice that was named must not count as the shorter one within it, too.
            folded = folded[: match.start()] + _BLANK * len(match[0]) + folded[match.end() :]
    if not hits:
        spelled = {fold(str(choice)): str(choice) for choice in field.choices}
        near = get_close_matches(folded.strip(" .!?"), spelled, n=1, cutoff=_NEAR_ENOUGH)
        hits = [Found(0, len(folded), spelled[near[0]])] if near else []
    return iter(sorted(hits))


def _dates(field: DataField, said: Said, name: str) -> Iterator[Found]:
    return (Found(moment.start, moment.end, canonical(moment.day)) for moment in said.moments())


def _datetimes(field: DataField, said: Said, name: str) -> Iterator[Found]:
    return (Found(moment.start, moment.end, said.at(moment.day, moment.at)) for moment in said.moments())


def _numbers(field: DataField, said: Said, name: str) -> Iterator[Found]:
    text = _unread(said)
    found = find_numbers(text, babel_locale(said.locale))

    def fits(number: Number) -> bool:
        whole = field.type != "integer" or isinstance(number.value, int)
        return whole and not (field.currency and number.is_share)

    fitting = [number for number in found if fits(number)]
    if field.currency:
        fitting.sort(key=lambda number: number.currency is None)
    if not fitting:
        yield from _spelled(text, said.locale)
    for number in fitting:
        yield Found(number.start, number.end, number.value)


def _spelled(text: str, locale: str) -> Iterator[Found]:
    """“two of them”; never “one”, “a few”, which are seldom meant as numbers."""
    phrases = PHRASES.get(babel_locale(locale).language)
    for match in re.finditer(r"\w+", fold(text)) if phrases else ():
        count = phrases and spelled_count(match[0], phrases)
        if count and count > 1 and match[0] not in ("few", "paar", "unos", "unas"):
            yield Found(match.start(), match.end(), count)


def _ids(field: DataField, said: Said, name: str) -> Iterator[Found]:
    if name and not field.reference and not _ID_NAMES.search(name):
        return
    text = _unread(said)
    amounts = {
        (n.start, n.end) for n in find_numbers(text, babel_locale(said.locale)) if n.currency or n.is_share
    }
    found = [found for found in find_ids(text) if (found.start, found.end) not in amounts]
    words = name.lower().split("_")
    for each in sorted(found, key=lambda each: each.cue not in words):
        yield Found(each.start, each.end, each.text)


def _matches(pattern: re.Pattern[str]) -> Callable[[DataField, Said, str], Iterator[Found]]:
    def find(field: DataField, said: Said, name: str) -> Iterator[Found]:
        return (Found(match.start(), match.end(), match[0]) for match in pattern.finditer(said.text))

    return find


def _booleans(field: DataField, said: Said, name: str) -> Iterator[Found]:
    answer = said_yes(said.text, babel_locale(said.locale).language)
    return iter(() if answer is None else (Found(0, len(said.text), answer),))


def _texts(field: DataField, said: Said, name: str) -> Iterator[Found]:
    text = said.text.strip()
    return iter((Found(0, len(said.text), text),) if text else ())


def _unread(said: Said) -> str:
    """The text without dates, addresses and phone numbers: their digits are neither counts nor ids."""
    text = said.text
    for moment in said.moments():
        text = text[: moment.start] + _BLANK * (moment.end - moment.start) + text[moment.end :]
    for pattern in (_EMAIL, _URL, _PHONE):
        text = pattern.sub(lambda match: _BLANK * len(match[0]), text)
    return text


_FINDERS: Mapping[str, Callable[[DataField, Said, str], Iterator[Found]]] = {
    "string": _ids,
    "text": _texts,
    "integer": _numbers,
    "number": _numbers,
    "boolean": _booleans,
    "date": _dates,
    "datetime": _datetimes,
    "email": _matches(_EMAIL),
    "phone": _matches(_PHONE),
    "file": _matches(_URL),
}
