"""Lengths of time as a flow writes them, and the moments they lead to.

Hours and minutes are exact. Days, weeks and months are calendar units: they keep the wall clock of the flow's
zone. Business days step over weekends and the holidays of the flow's calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.calendars import shift_business_days
from flows.errors import InvalidDuration

MORNING = time(9)
"""What a date without a time of day means, on the wall clock of the flow's zone."""
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)
"""Moments past these are taken as these, a day inside what can be computed with in every zone."""


class Duration(NamedTuple):
    """A length of time by its kinds of unit, which don't convert into each other; all of one sign."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    seconds: int = 0

    @property
    def is_exact(self) -> bool:
        """Whether it is the same number of seconds wherever and whenever it starts."""
        return not (self.months or self.days or self.business_days)

    def __str__(self) -> str:
        """The canonical text: `parse_duration` reads it back as an equal duration."""
        parts = (f"{amount}{unit}" for amount, unit in zip(self.amounts(), _SHORT, strict=True) if amount)
        return ("-" if min(self) < 0 else "") + ("".join(parts) or "0m")

    def amounts(self) -> tuple[int, ...]:
        """Months, business days, days, hours, minutes, seconds; each without its sign."""
        minutes, seconds = divmod(abs(self.seconds), 60)
        return abs(self.months), abs(self.business_days), abs(self.days), minutes // 60, minutes % 60, seconds


_SHORT = ("mo", "bd", "d", "h", "m", "s")
_WORDS = ("month", "business day", "day", "hour", "minute", "second")
_UNITS = {  # unit → (the kind it counts as, how many of it)
    "mo": ("months", 1),
    "w": ("days", 7),
    "d": ("days", 1),
    "bd": ("business_days", 1),
    "h": ("seconds", 3600),
    "m": ("seconds", 60),
    "s": ("seconds", 1),
}
_ISO_DATE_UNITS = {"Y": ("months", 12), "M": ("months", 1), "W": ("days", 7), "D": ("days", 1)}
_ISO_TIME_UNITS = {"H": ("seconds", 3600), "M": ("seconds", 60), "S": ("seconds", 1)}
_MOST = {"months": 1_200, "days": 36_525, "business_days": 36_525, "seconds": 36_525 * 86_400}

_AMOUNT = r"[0-9]{1,10}(?:[.,][0-9]{1,6})?"
_SHORT_PART = re.compile(rf"({_AMOUNT})\s*(mo|bd|w|d|h|m|s)\s*")
_SHORT_FORM = re.compile(rf"(?:{_SHORT_PART.pattern})+")
_ISO_PART = re.compile(rf"({_AMOUNT})([YMWDHS])")
_ISO_FORM = re.compile(
    rf"P(?=[0-9T])((?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?)"
    rf"(?:T(?=[0-9])((?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?))?"
)
PATTERN = rf"^\s*[-+]?(?:{_SHORT_FORM.pattern}|{_ISO_FORM.pattern})\s*$"
"""What a duration looks like, for programs that can't parse one."""


@lru_cache(maxsize=2048)
def parse_duration(text: str) -> Duration:
    """Read `30m`, `4h`, `2d`, `1w`, `1mo`, `3bd`, compounds such as `1d12h`, or ISO 8601 such as `P1DT2H`.

    A leading minus turns the whole around. Raises InvalidDuration, also past a hundred years.
    """
    body = text.strip()
    negative = body.startswith("-")
    body = body[1:] if body[:1] in {"-", "+"} else body
    totals = dict.fromkeys(Duration._fields, 0)
    for amount, (kind, size) in _parts(text, body):
        scaled = Decimal(amount.replace(",", ".")) * size
        if scaled != int(scaled):
            raise InvalidDuration(f"“{text}” needs a whole number of its unit; half a day is 12h.")
        totals[kind] += int(scaled)
    if any(totals[kind] > most for kind, most in _MOST.items()):
        raise InvalidDuration(f"“{text}” is longer than a hundred years.")
    sign = -1 if negative else 1
    return Duration(*(sign * total for total in totals.values()))


def _parts(text: str, body: str) -> list[tuple[str, tuple[str, int]]]:
    """The amounts of a duration without its sign, each with its unit."""
    if iso := _ISO_FORM.fullmatch(body):
        in_date = [(n, _ISO_DATE_UNITS[unit]) for n, unit in _ISO_PART.findall(iso[1])]
        return in_date + [(n, _ISO_TIME_UNITS[unit]) for n, unit in _ISO_PART.findall(iso[2] or "")]
    if not _SHORT_FORM.fullmatch(body):
        raise InvalidDuration(
            f"“{text}” is not a duration; write 30m, 4h, 2d, 1w, 1mo, 3bd, or ISO 8601 such as P1DT2H."
        )
    found = _SHORT_PART.findall(body)
    if len({unit for _, unit in found}) < len(found):
        raise InvalidDuration(f"“{text}” names a unit twice.")
    return [(n, _UNITS[unit]) for n, unit in found]


def minutes(count: float) -> Duration:
    """The duration of a seed map's `delay_minutes`, to the second."""
    return Duration(seconds=round(60 * count))


def human(duration: Duration) -> str:
    """The duration in English: `3 business days`, `1 day and 12 hours`, `7 days before` when negative."""
    named = [
        f"{amount} {word}" + ("" if amount == 1 else "s")
        for amount, word in zip(duration.amounts(), _WORDS, strict=True)
        if amount
    ]
    words = " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or "0 minutes"
    return f"{words} before" if min(duration) < 0 else words


def add(at: datetime, duration: Duration, zone: ZoneInfo, calendar: str | None = None) -> datetime:
    """The moment `duration` after `at` (aware), in UTC.

    Months, then days, then business days move the date and keep the wall clock of `zone`; a month's end
    clamps (31 January + 1mo is the last of February). A wall clock that daylight saving skips moves forward
    by what was skipped, and one that it repeats is its first. The exact part comes last.

    The result stays within EARLIEST and LATEST. Raises UnknownCalendar.
    """
    at = min(max(at, EARLIEST), LATEST)
    if duration.is_exact:
        return _shifted(at.astimezone(UTC), duration.seconds)
    return _moved(at.astimezone(zone).replace(tzinfo=None), duration, zone, calendar)


def due(
    anchor: date | datetime,
    offset: Duration | None,
    at: time | None,
    zone: ZoneInfo,
    calendar: str | None = None,
) -> datetime:
    """When a trigger's `relative_to`, `offset` and `at` come due, in UTC.

    `at` gives the anchor its time of day on the wall clock of `zone`; without it a date starts at 09:00 and a
    datetime (aware) at its own. The offset then counts from there as in `add`. Raises UnknownCalendar.
    """
    offset = offset or Duration()
    if isinstance(anchor, datetime):
        if at is None:
            return add(anchor, offset, zone, calendar)
        anchor = min(max(anchor, EARLIEST), LATEST).astimezone(zone).date()
    return _moved(datetime.combine(anchor, at or MORNING), offset, zone, calendar)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a naive wall clock in `zone`: a skipped one moves on, a repeated one is its first."""
    try:
        # fold=0 takes the offset before the change: the first of two, and past a gap for a clock inside it.
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return EARLIEST if wall.year == 1 else LATEST


def _moved(wall: datetime, duration: Duration, zone: ZoneInfo, calendar: str | None) -> datetime:
    try:
        day = _add_months(wall.date(), duration.months) + timedelta(days=duration.days)
        day = shift_business_days(day, duration.business_days, calendar)
    except (OverflowError, ValueError):
        return EARLIEST if min(duration) < 0 else LATEST
    return _shifted(instant(datetime.combine(day, wall.time()), zone), duration.seconds)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day if not months else date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _shifted(at: datetime, seconds: int) -> datetime:
    try:
        return min(max(at + timedelta(seconds=seconds), EARLIEST), LATEST)
    except OverflowError:
        return EARLIEST if seconds < 0 else LATEST
