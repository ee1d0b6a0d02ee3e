"""Durations: how they are written, and the moments they lead to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.durations import EARLIEST, LATEST, Duration, add, due, human, instant, minutes, parse_duration
from flows.errors import InvalidDuration

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "duration", "canonical", "words"),
    [
        ("30m", Duration(seconds=1800), "30m", "30 minutes"),
        ("4h", Duration(seconds=14400), "4h", "4 hours"),
        ("48h", Duration(seconds=172800), "48h", "48 hours"),
        ("90m", Duration(seconds=5400), "1h30m", "1 hour and 30 minutes"),
        ("1.5h", Duration(seconds=5400), "1h30m", "1 hour and 30 minutes"),
        ("2d", Duration(days=2), "2d", "2 days"),
        ("1w", Duration(days=7), "7d", "7 days"),
        ("1mo", Duration(months=1), "1mo", "1 month"),
        ("3bd", Duration(business_days=3), "3bd", "3 business days"),
        (" 1d 12h ", Duration(days=1, seconds=43200), "1d12h", "1 day and 12 hours"),
        ("-7d", Duration(days=-7), "-7d", "7 days before"),
        ("-1d12h", Duration(days=-1, seconds=-43200), "-1d12h", "1 day and 12 hours before"),
        ("0m", Duration(), "0m", "0 minutes"),
        ("PT90S", Duration(seconds=90), "1m30s", "1 minute and 30 seconds"),
        ("P1DT2H", Duration(days=1, seconds=7200), "1d2h", "1 day and 2 hours"),
        ("P1M", Duration(months=1), "1mo", "1 month"),
        ("PT1M", Duration(seconds=60), "1m", "1 minute"),
        ("P1Y2M3W4DT5H6M7S", Duration(14, 25, 0, 18367), "14mo25d5h6m7s", None),
        ("-P2W", Duration(days=-14), "-14d", "14 days before"),
    ],
)
def test_a_duration_reads_canonically_and_in_words(
    text: str, duration: Duration, canonical: str, words: str | None
) -> None:
    assert parse_duration(text) == duration
    assert str(duration) == canonical
    assert words is None or human(duration) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a duration; write 30m, 4h, 2d, 1w, 1mo, 3bd"),
        ("soon", "is not a duration"),
        ("10", "is not a duration"),
        ("5M", "is not a duration"),
        ("2 days", "is not a duration"),
        ("P", "is not a duration"),
        ("P1DT", "is not a duration"),
        ("PT1D", "is not a duration"),
        ("--1d", "is not a duration"),
        ("1d-2h", "is not a duration"),
        ("٣d", "is not a duration"),
        ("1d1d", "names a unit twice"),
        ("0.5d", "needs a whole number"),
        ("1.5bd", "needs a whole number"),
        ("101w 200mo 36000d", "longer than a hundred years"),
        ("9999999999d", "longer than a hundred years"),
    ],
)
def test_what_is_no_duration_is_told_how_one_looks(text: str, why: str) -> None:
    with pytest.raises(InvalidDuration, match=why):
        parse_duration(text)


@given(
    st.builds(Duration, *(st.integers(0, 1200),) * 3, st.integers(0, 10**6)),
    st.sampled_from([1, -1]),
)
def test_the_canonical_text_of_any_duration_reads_back(size: Duration, sign: int) -> None:
    duration = Duration(*(sign * amount for amount in size))
    assert parse_duration(str(duration)) == duration


def test_only_hours_and_minutes_are_exact() -> None:
    assert minutes(2880) == parse_duration("48h")
    assert minutes(0.5) == parse_duration("30s")
    assert parse_duration("48h").is_exact
    assert not parse_duration("2d").is_exact


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        # Clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
        (berlin("2026-03-28T09:00"), "24h", berlin("2026-03-29T10:00")),
        (berlin("2026-03-28T09:00"), "1d", berlin("2026-03-29T09:00")),
        (berlin("2026-03-28T02:30"), "1d", utc("2026-03-29T01:30")),  # skipped: 03:30 summer time
        (berlin("2026-10-24T02:30"), "1d", utc("2026-10-25T00:30")),  # twice: the first, in summer time
        (berlin("2026-10-24T02:30"), "1d1h", utc("2026-10-25T01:30")),
        (utc("2026-10-25T01:30"), "30m", utc("2026-10-25T02:00")),
        (berlin("2026-01-31T12:00"), "1mo", berlin("2026-02-28T12:00")),
        (berlin("2028-01-31T12:00"), "1mo", berlin("2028-02-29T12:00")),
        (berlin("2026-03-31T12:00"), "-1mo", berlin("2026-02-28T12:00")),
        (berlin("2026-11-30T12:00"), "14mo", berlin("2028-01-30T12:00")),
        (berlin("2026-04-02T23:30"), "1bd", berlin("2026-04-07T23:30")),  # Easter
        (berlin("2026-04-04T08:00"), "-2bd", berlin("2026-04-01T08:00")),
    ],
)
def test_calendar_units_keep_the_wall_clock(start: datetime, text: str, end: datetime) -> None:
    reached = add(start, parse_duration(text), BERLIN, "DE")
    assert reached == end
    assert reached.tzinfo is UTC


@pytest.mark.parametrize(
    ("anchor", "offset", "at", "moment"),
    [
        (date(2026, 3, 1), None, None, berlin("2026-03-01T09:00")),
        (date(2026, 3, 1), "7d", time(8, 15), berlin("2026-03-08T08:15")),
        (date(2026, 3, 31), "-2d", None, berlin("2026-03-29T09:00")),
        (date(2026, 4, 7), "-1bd", None, berlin("2026-04-02T09:00")),
        (date(2026, 3, 1), "-2h", time(9), berlin("2026-03-01T07:00")),
        (date(2026, 3, 29), None, time(2, 30), berlin("2026-03-29T03:30")),
        (utc("2026-03-01T23:30"), None, None, utc("2026-03-01T23:30")),
        (utc("2026-03-01T23:30"), "1d", None, utc("2026-03-02T23:30")),
        (utc("2026-03-01T23:30"), "1d", time(9), berlin("2026-03-03T09:00")),  # already the 2nd in Berlin
    ],
)
def test_due_counts_from_a_date_or_an_instant(
    anchor: date | datetime, offset: str | None, at: time | None, moment: datetime
) -> None:
    assert due(anchor, parse_duration(offset) if offset else None, at, BERLIN, "DE") == moment


@pytest.mark.parametrize("zone", [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12"), ZoneInfo("UTC")])
@pytest.mark.parametrize("text", ["100d", "1200mo", "50bd", "9999h", "0m"])
def test_the_ends_of_time_are_ends_and_not_errors(zone: ZoneInfo, text: str) -> None:
    later, earlier = parse_duration(text), parse_duration(f"-{text}")
    for end in (date.max, datetime.max.replace(tzinfo=UTC)):
        assert due(end, later, None, zone) == LATEST
    for start in (date.min, datetime.min.replace(tzinfo=UTC)):
        assert due(start, earlier, None, zone) == EARLIEST


@given(st.builds(datetime.combine, st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.times()))
def test_an_instant_shows_its_wall_clock_again_unless_it_was_skipped(wall: datetime) -> None:
    shown = instant(wall, BERLIN).astimezone(BERLIN).replace(tzinfo=None)
    assert shown == wall or (shown - wall).total_seconds() == 3600
