"""Opening hours as people see them: open now or when next, and the week as it is read. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flows.errors import FlowError
from flows.hours import Spans, parse_hours

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_MINUTES = 24 * 60


def opening_words(hours: str | None, zone: str, calendar: str | None, now: datetime) -> str:
    """“Open now.”, or “Opens on Monday, 9 March at 08:00.”, on the flow's wall clock; `now` is aware."""
    if not hours:
        return "No opening hours: always open."
    try:
        opens = parse_hours(hours).next_opening(now, ZoneInfo(zone), calendar)
    except FlowError as error:
        return str(error)
    if opens == now:
        return "Open now."
    local = opens.astimezone(ZoneInfo(zone))
    return f"Opens on {local:%A}, {local.day} {local:%B} at {local:%H:%M} ({zone})."


def week_words(hours: str | None) -> tuple[tuple[str, str], ...]:
    """Day → “08:00–20:00”; days alike that follow one another stand together. Nothing for hours that can't be read."""
    try:
        read = parse_hours(hours) if hours else None
    except FlowError:
        return ()
    if read is None:
        return ()
    rows: list[tuple[str, str, str]] = []
    for day, spans in zip(_DAYS, read.week, strict=True):
        words = _spans_words(spans)
        if rows and rows[-1][2] == words:
            rows[-1] = (rows[-1][0], day, words)
        else:
            rows.append((day, day, words))
    found = [(first if first == last else f"{first} to {last}", words) for first, last, words in rows]
    if read.public_holiday is not None:
        found.append(("Public holidays", _spans_words(read.public_holiday)))
    return tuple(found)


def _spans_words(spans: Spans) -> str:
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans) or "closed"


def _clock(minutes: int) -> str:
    return "24:00" if minutes == _DAY_MINUTES else f"{minutes // 60 % 24:02}:{minutes % 60:02}"
