"""Days and times that a customer's text names, read as the next ones to come, today included.

English, German and Spanish are read by the grammar of `phrases.py`, with Babel's names of weekdays and
months and its order of day and month; every other language by `dateparser`. What only might be a date
(“may”, “the sun”, “a second”, an order number) is none.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from runtime.understanding import calendar_words, foreign_dates
from runtime.understanding.calendar_words import Reading
from runtime.understanding.folding import fold
from runtime.understanding.phrases import PHRASES

START_OF_DAY = time(9)
"""The time of a day that was named without one, as everywhere in the flow language."""
_BLANK = "\x00"


class Moment(NamedTuple):
    """A day in a text, `start:end`; `at` is a wall-clock time where one was said."""

    start: int
    end: int
    day: date
    at: time | None = None


def find_moments(text: str, now: datetime, zone: ZoneInfo, locale: str) -> list[Moment]:
    """In spoken order. A time without a day is its next occurrence; `now` is aware, the result in `zone`."""
    here = now.astimezone(zone).replace(tzinfo=None)
    language = babel_locale(locale)
    if language.language not in PHRASES:
        return [
            Moment(start, end, day, at) for start, end, day, at in foreign_dates.find(text, here, language)
        ]
    folded = fold(text)
    found, rest = _days(folded, here, str(language))
    clock = _clock(rest, language.language)
    if clock is None:
        return found
    start, end, at = clock
    if not found:
        day = here.date() if at >= here.time() else here.date() + timedelta(days=1)
        return [Moment(start, end, day, at)] if _is_exact(rest[start:end]) else []
    first, *others = found
    return [first if first.at else first._replace(at=at), *others]


@cache
def babel_locale(locale: str) -> Locale:
    """The locale, or its language, or English."""
    for name in (locale.replace("-", "_"), locale.replace("-", "_").partition("_")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def _days(folded: str, here: datetime, locale: str) -> tuple[list[Moment], str]:
    """The days, and the text with them blanked out: what one rule has read, the next must not read again."""
    found: list[Moment] = []
    for rule in calendar_words.rules(locale):
        for match in rule.pattern.finditer(folded):
            said: Reading = rule.read(match, here)
            if said is not None:
                found.append(Moment(match.start(), match.end(), *_parted(said)))
                folded = (
                    folded[: match.start()] + _BLANK * (match.end() - match.start()) + folded[match.end() :]
                )
    return sorted(found), folded


def _parted(said: date | datetime) -> tuple[date, time | None]:
    return (said.date(), said.time().replace(microsecond=0)) if isinstance(said, datetime) else (said, None)


def _clock(folded: str, language: str) -> tuple[int, int, time] | None:
    phrases = PHRASES[language]
    for piece in phrases.clocks:
        for match in re.finditer(rf"(?<![\w.,/#-]){piece}", folded):
            at = _time(match, phrases.afternoon)
            if at is not None:
                return match.start(), match.end(), at
    for piece, hour in phrases.moments.items():
        if word := re.search(rf"\b(?:{piece})\b", folded):
            return word.start(), word.end(), time(hour)
    return None


def _time(match: re.Match[str], afternoon: str) -> time | None:
    groups = match.groupdict()
    hour, minute, half = int(groups["h"]), int(groups.get("m") or 0), groups.get("half")
    if hour > 23 or minute > 59:
        return None
    if half and hour <= 12:
        later = re.match(afternoon, half) is not None
        hour = hour % 12 + (12 if later else 0)
    elif not half and 1 <= hour <= 6:
        # Nobody is promised or called at five in the morning without saying so.
        hour += 12
    return time(hour, minute)


def _is_exact(said: str) -> bool:
    """Whether a time stands for itself: “5 pm” does, “good morning” doesn't."""
    return any(letter.isdigit() for letter in said)
