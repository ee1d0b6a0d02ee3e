"""Opening hours."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flows.errors import InvalidHours
from flows.hours import parse_hours

BERLIN = ZoneInfo("Europe/Berlin")
SHOP = "Mo-Fr 08:00-20:00; Sa,Su 10:00-14:00; PH off"


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "asked", "opens"),
    [
        (SHOP, "2026-03-02T08:00", "2026-03-02T08:00"),  # a Monday
        (SHOP, "2026-03-02T07:59", "2026-03-02T08:00"),
        (SHOP, "2026-03-02T20:00", "2026-03-03T08:00"),  # the closing minute is closed
        (SHOP, "2026-03-06T21:00", "2026-03-07T10:00"),
        (SHOP, "2026-03-08T14:30", "2026-03-09T08:00"),
        (SHOP, "2026-04-02T20:30", "2026-04-04T10:00"),  # over Good Friday
        ("PH off; Mo-Su 08:00-20:00", "2026-04-03T12:00", "2026-04-04T08:00"),
        ("Mo-Fr 08:00-20:00; PH 11:00-12:00", "2026-04-03T08:00", "2026-04-03T11:00"),
        ("24/7", "2026-04-03T03:00", "2026-04-03T03:00"),
        ("09:00-17:00", "2026-03-01T18:00", "2026-03-02T09:00"),
        ("Sa,Su", "2026-03-06T23:59", "2026-03-07T00:00"),
        ("Fr-Mo 10:00-11:00", "2026-03-02T12:00", "2026-03-06T10:00"),
        ("Mo-Fr 13:00-17:30, 08:00 – 12:00", "2026-03-02T12:30", "2026-03-02T13:00"),
        ("Mo-Su 08:00-20:00; We off", "2026-03-03T20:30", "2026-03-05T08:00"),
        ("Fr 22:00-02:00", "2026-03-07T01:59", "2026-03-07T01:59"),
        ("Fr 22:00-02:00", "2026-03-07T02:00", "2026-03-13T22:00"),
        ("Fr 22:00-02:00; Sa off", "2026-03-07T01:00", "2026-03-07T01:00"),
        ("Mo-Su 02:30-04:00", "2026-03-29T00:00", "2026-03-29T03:30"),  # 02:30 is skipped that night
        ("Mo-Su 20:00-24:00", "2026-03-02T23:59", "2026-03-02T23:59"),
    ],
)
def test_the_next_opening(hours: str, asked: str, opens: str) -> None:
    at = berlin(asked)
    opening = parse_hours(hours).next_opening(at, BERLIN, "DE")
    assert opening == berlin(opens)
    assert opening.tzinfo is UTC
    assert parse_hours(hours).is_open(at, BERLIN, "DE") is (asked == opens)
    assert parse_hours(hours).is_open(opening, BERLIN, "DE")


def test_without_a_calendar_no_day_is_a_public_holiday() -> None:
    assert parse_hours(SHOP).is_open(berlin("2026-04-03T12:00"), BERLIN)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is never open"),
        ("off", "is never open"),
        ("PH 10:00-12:00; Mo-Su off", "is never open"),
        ("Mo-Fr 08:00-20:00; Mo-Su off", "is never open"),
        ("Mon-Fri 08:00-20:00", "“mon-fri” names no days; write Mo, Tu"),
        ("Mo- 08:00-20:00", "names no days"),
        ("Mo-Fr 8-20", "“8-20” is not a span of time"),
        ("Mo 08:00", "is not a span of time"),
        ("Mo 08:60-09:00", "is not a span of time"),
        ("Mo 25:00-26:00", "is not a span of time"),
        ("Mo 08:00-08:00", "is no span within a day"),
        ("Mo 08:00-24:30", "is no span within a day"),
        ("Mo-Fr 08:00-12:00 Sa 10:00-12:00", "put a “;” between rules"),
    ],
)
def test_hours_that_cannot_be_read_say_why(text: str, why: str) -> None:
    with pytest.raises(InvalidHours, match=why):
        parse_hours(text)
