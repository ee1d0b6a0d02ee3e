"""Opening hours as OpenStreetMap writes them: `Mo-Fr 08:00-20:00; Sa,Su 10:00-14:00; PH off`.

A rule is days (none: every day) and either spans of time, `24/7`, `off`, or nothing for the whole day. A
later rule replaces an earlier one on the days it names. `PH` are public holidays of a calendar; what is said
of them wins wherever it stands. A span such as `22:00-02:00` runs into the next day, whatever that day says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.calendars import is_public_holiday
from flows.durations import instant
from flows.errors import InvalidHours

_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")
_PUBLIC_HOLIDAY = "ph"
_DAY_MINUTES = 24 * 60
_HORIZON_DAYS = 400

Spans = tuple[tuple[int, int], ...]
"""Each from and until, in minutes of the wall clock since midnight; past 24 hours is the next day."""

_ALL_DAY: Spans = ((0, _DAY_MINUTES),)
_FIXED: dict[str, Spans] = {"24/7": _ALL_DAY, "off": (), "closed": ()}
_SPAN = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])")


class Hours(NamedTuple):
    """Opening hours, ready to be asked; made by `parse_hours`."""

    week: tuple[Spans, ...]
    """Monday first."""
    public_holiday: Spans | None
    """None: public holidays are days like any other."""

    def is_open(self, at: datetime, zone: ZoneInfo, calendar: str | None = None) -> bool:
        """Whether `at` (aware) is within the hours on the wall clock of `zone`. Raises UnknownCalendar."""
        return self.next_opening(at, zone, calendar) == at

    def next_opening(self, at: datetime, zone: ZoneInfo, calendar: str | None = None) -> datetime:
        """The first moment from `at` (aware) on that is within the hours: `at` itself when open, in UTC.

        Raises UnknownCalendar, and InvalidHours when that is more than a year away.
        """
        today = at.astimezone(zone).date()
        for days in range(-1, _HORIZON_DAYS):  # yesterday may run into today
            for opens, closes in self._moments(today + timedelta(days=days), zone, calendar):
                if at < closes:
                    return max(at, opens).astimezone(UTC)
        raise InvalidHours("These opening hours have no opening within a year.")

    def _moments(
        self, day: date, zone: ZoneInfo, calendar: str | None
    ) -> Iterator[tuple[datetime, datetime]]:
        spans = self.week[day.weekday()]
        if self.public_holiday is not None and is_public_holiday(day, calendar):
            spans = self.public_holiday
        midnight = datetime.combine(day, time())
        for opens, closes in spans:
            first, last = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
            yield instant(first, zone), instant(last, zone)


@lru_cache(maxsize=256)
def parse_hours(text: str) -> Hours:
    """Read opening hours such as `Mo-Fr 08:00-12:00,13:00-17:30; Sa 10:00-14:00; PH off`, or `24/7`.

    Raises InvalidHours, also for hours that never open.
    """
    week: list[Spans] = [()] * len(_WEEK)
    public_holiday: Spans | None = None
    tidy = re.sub(r"\s*([,-])\s*", r"\1", text.lower().replace("–", "-"))
    for rule in filter(None, map(str.strip, tidy.split(";"))):
        days, spans = _parse_rule(rule)
        for day in days - {_PUBLIC_HOLIDAY}:
            week[_WEEK.index(day)] = spans
        if _PUBLIC_HOLIDAY in days:
            public_holiday = spans
    if not any(week):
        raise InvalidHours(f"“{text}” is never open; say when it is, as in “Mo-Fr 08:00-20:00; PH off”.")
    return Hours(tuple(week), public_holiday)


def _parse_rule(rule: str) -> tuple[set[str], Spans]:
    words = rule.split()
    days = set(_WEEK)
    if words[0] not in _FIXED and words[0][0].isalpha():
        days = _parse_days(words.pop(0))
    if len(words) > 1:
        raise InvalidHours(f"“{rule}” is not one rule; put a “;” between rules and a “,” between times.")
    return days, _parse_times(words[0]) if words else _ALL_DAY


def _parse_days(text: str) -> set[str]:
    days: set[str] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if part == _PUBLIC_HOLIDAY:
            days.add(part)
        elif first in _WEEK and (last or first) in _WEEK and part[-1] != "-":
            start = _WEEK.index(first)
            length = (_WEEK.index(last or first) - start) % len(_WEEK) + 1
            days.update((_WEEK * 2)[start : start + length])
        else:
            raise InvalidHours(
                f"“{part}” names no days; write Mo, Tu, We, Th, Fr, Sa, Su, PH, or a range such as Mo-Fr."
            )
    return days


def _parse_times(text: str) -> Spans:
    return _FIXED[text] if text in _FIXED else tuple(sorted(map(_parse_span, text.split(","))))


def _parse_span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise InvalidHours(f"“{text}” is not a span of time; write one such as 08:00-20:00 or 22:00-02:00.")
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if opens == closes or opens >= _DAY_MINUTES or closes > _DAY_MINUTES:
        raise InvalidHours(f"“{text}” is no span within a day; a whole day is 00:00-24:00.")
    return opens, closes if closes > opens else closes + _DAY_MINUTES
