"""Business days: which days count, and how to step over those that don't.

A calendar is a country (`DE`) or a country's region (`DE-BY`, `US-CA`), as the `holidays` library spells
them. Without one, Monday to Friday are business days and there are no public holidays.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays
from holidays.registry import COUNTRIES, FINANCIAL

from flows.errors import UnknownCalendar

_DAY = timedelta(days=1)


class _Year(NamedTuple):
    """The days of one year that are out of the ordinary in one calendar."""

    off: frozenset[date]
    public_holidays: frozenset[date]


def is_business_day(day: date, calendar: str | None = None) -> bool:
    """Whether people work on `day`: the country's weekend and its make-up workdays are respected.

    Raises UnknownCalendar.
    """
    if calendar is None:
        return day.weekday() < 5
    return day not in _year(calendar, day.year).off


def is_public_holiday(day: date, calendar: str | None = None) -> bool:
    """Whether `day` is a public holiday of `calendar`; without one, no day is.

    Raises UnknownCalendar.
    """
    return calendar is not None and day in _year(calendar, day.year).public_holidays


def shift_business_days(day: date, count: int, calendar: str | None = None) -> date:
    """The `count`-th business day after `day`, or before it when negative.

    Zero is `day` itself, a business day or not. Raises UnknownCalendar, and OverflowError past the year 9999.
    """
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        if is_business_day(day, calendar):
            left -= 1
    return day


def check_calendar(calendar: str) -> None:
    """Raise UnknownCalendar unless `calendar` names one."""
    _year(calendar, 2026)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Every name that the library knows of a country or a market: `Germany`, `DE`, `DEU`."""
    return frozenset(name for names in (*COUNTRIES.values(), *FINANCIAL.values()) for name in names)


# A year at a time and frozen: the library's own objects fill themselves in while they are read, which two
# threads of a server must not share.
@lru_cache(maxsize=512)
def _year(calendar: str, year: int) -> _Year:
    country, _, region = calendar.partition("-")
    if country not in _places():  # the library would take any name of its own for a country's
        raise _unknown(calendar)
    try:
        known = holidays.country_holidays(country, subdiv=region or None, years=year, expand=False)
    except NotImplementedError:
        raise _unknown(calendar) from None
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(n) for n in range(first, last + 1))
    return _Year(frozenset(day for day in days if not known.is_working_day(day)), frozenset(known))


def _unknown(calendar: str) -> UnknownCalendar:
    return UnknownCalendar(
        f"“{calendar}” is not a known calendar; use a country such as DE or a region such as DE-BY."
    )
