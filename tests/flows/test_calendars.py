"""Business days and public holidays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.calendars import check_calendar, is_business_day, is_public_holiday, shift_business_days
from flows.errors import UnknownCalendar

GOOD_FRIDAY = date(2026, 4, 3)
EPIPHANY = date(2026, 1, 6)  # a Tuesday; free in Bavaria, not in Berlin


@pytest.mark.parametrize(
    ("day", "calendar", "works"),
    [
        (GOOD_FRIDAY, None, True),
        (GOOD_FRIDAY, "DE", False),
        (date(2026, 4, 4), None, False),
        (EPIPHANY, "DE", True),
        (EPIPHANY, "DE-BY", False),
        (date(2026, 7, 3), "US", False),  # 4 July is a Saturday, observed on Friday
        (date(2026, 3, 6), "SA", False),  # Friday and Saturday are the weekend
        (date(2026, 3, 8), "SA", True),
        (date(2026, 2, 14), "CN", True),  # a Saturday worked in exchange for the Spring Festival
    ],
)
def test_each_country_has_its_own_business_days(day: date, calendar: str | None, works: bool) -> None:
    assert is_business_day(day, calendar) is works


def test_without_a_calendar_there_are_no_public_holidays() -> None:
    assert is_public_holiday(GOOD_FRIDAY, "DE")
    assert not is_public_holiday(GOOD_FRIDAY)
    assert not is_public_holiday(date(2026, 4, 4), "DE")


@pytest.mark.parametrize(
    ("day", "count", "calendar", "lands"),
    [
        (date(2026, 4, 2), 1, None, date(2026, 4, 3)),
        (date(2026, 4, 2), 1, "DE", date(2026, 4, 7)),  # over Good Friday, the weekend and Easter Monday
        (date(2026, 4, 7), -1, "DE", date(2026, 4, 2)),
        (date(2026, 12, 31), 1, "DE", date(2027, 1, 4)),
        (date(2026, 4, 4), 1, None, date(2026, 4, 6)),
        (date(2026, 4, 4), -1, None, date(2026, 4, 3)),
        (date(2026, 4, 4), 0, None, date(2026, 4, 4)),
    ],
)
def test_shifting_counts_business_days_only(day: date, count: int, calendar: str | None, lands: date) -> None:
    assert shift_business_days(day, count, calendar) == lands


@settings(max_examples=50)
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_from_a_business_day_there_and_back_is_where_it_started(day: date, count: int) -> None:
    start = shift_business_days(day, 1, "DE-BY")
    assert shift_business_days(shift_business_days(start, count, "DE-BY"), -count, "DE-BY") == start


@pytest.mark.parametrize("name", ["XX", "DE-ZZ", "de", "", "Germany/Berlin", "HolidaySum", "utils"])
def test_an_unknown_calendar_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownCalendar, match=f"“{name}” is not a known calendar"):
        check_calendar(name)
