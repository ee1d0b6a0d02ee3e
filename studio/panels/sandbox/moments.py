"""Moments of the pretend conversation as its flow's people count and enter them. What comes in is UTC.

How they are written is in `studio.words`.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from flows.model import Flow

_SOON = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def zone_of(flow: Flow) -> ZoneInfo:
    """Where the flow's dates and hours are counted."""
    return ZoneInfo(flow.timezone)


def place_words(zone: ZoneInfo) -> str:
    """“Berlin” for `Europe/Berlin`."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def ahead(now: datetime, then: datetime) -> str:
    """“in 2 days”, “in 3 hours”; “now” for what is due."""
    seconds = int((then - now).total_seconds())
    for word, length in _SOON:
        count = (seconds + length // 2) // length
        if count >= 2 or (count == 1 and seconds >= length):
            return f"in {count} {word}" if count == 1 else f"in {count} {word}s"
    return "in a minute" if seconds > 0 else "now"


def as_entered(at: datetime, zone: tzinfo) -> str:
    """As a browser's date and time field holds it: `2026-03-02T09:00`."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"


def read_entered(text: str, zone: tzinfo) -> datetime:
    """What a date and time field holds, in UTC. Raises ValueError."""
    local = datetime.fromisoformat(text)
    return local.replace(tzinfo=zone).astimezone(UTC)
