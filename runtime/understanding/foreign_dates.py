"""Days in the languages without phrases of ours, by `dateparser`: what it is sure of, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from babel import Locale
from dateparser.search import search_dates

from runtime.understanding.calendar_words import day_first, names
from runtime.understanding.folding import fold

_A_WORD = re.compile(r"[^\W\d_]{4,}")
_WRITTEN_OUT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_JUST_NOW = timedelta(minutes=2)


def find(text: str, here: datetime, language: Locale) -> Iterator[tuple[int, int, date, time | None]]:
    """`(start, end, day, time if said)` in spoken order; `here` is the local wall clock, without a zone."""
    settings = {
        "RELATIVE_BASE": here,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY" if day_first(language) else "MDY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        hits = search_dates(text, languages=[language.language], settings=settings) or []
    except ValueError:
        # A language that dateparser doesn't know.
        return
    weekdays = names(language, "days", "wide")
    months = names(language, "months", "wide", "abbreviated")
    at = 0
    for said, moment in hits:
        start = text.find(said, at)
        if start < 0 or not _is_day(fold(said), moment - here, months):
            continue
        at = start + len(said)
        # What has no time of its own is given midnight or the time it is now.
        clock = None if moment.time() in (time(), here.time()) else moment.time()
        yield start, at, _today_included(fold(said), moment.date(), here.date(), weekdays), clock


def _is_day(said: str, distance: timedelta, months: Mapping[str, int]) -> bool:
    """Not a bare number, a month's name alone, or a moment ago."""
    words = re.findall(r"[^\W\d_]+", said)
    if words and not re.search(r"\d", said) and all(word in months or len(word) < 3 for word in words):
        return False
    return abs(distance) > _JUST_NOW and bool(_A_WORD.search(said) or _WRITTEN_OUT.search(said))


def _today_included(said: str, day: date, today: date, weekdays: Mapping[str, int]) -> date:
    """dateparser takes a weekday's name said on that day for the next week's."""
    named = any(weekday in said for weekday in weekdays)
    return today if named and day - today == timedelta(days=7) else day
