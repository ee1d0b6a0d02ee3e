"""What is wanted of the audit trail, as it stands in addresses: of the page and of its CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from studio.services.audit_trail import Search

LONGEST = 200


class AuditQuery(NamedTuple):
    """The filters; what is empty doesn't matter."""

    text: str = ""
    act: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None
    """The last day that counts."""
    zone: str = "UTC"
    """Where those days begin and end."""

    def search(self) -> Search:
        """As the trail is searched: times in UTC, the end not included."""
        zone = ZoneInfo(self.zone)
        since = None if self.first is None else _begins(self.first, zone)
        until = (
            None if self.last is None or self.last == date.max else _begins(self.last + timedelta(1), zone)
        )
        return Search(self.text, self.act, self.person, since, until)

    def address(self, path: str) -> str:
        """A path that asks for this."""
        asked = {
            "text": self.text, "act": self.act, "person": self.person,
            "from": self.first.isoformat() if self.first else "", "until": self.last.isoformat() if self.last else "",
        }  # fmt: skip
        if self.first or self.last:
            asked["zone"] = self.zone
        given = {name: value for name, value in asked.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


def read_query(asked: Mapping[str, str]) -> AuditQuery:
    """What an address asks for; what can't be read doesn't matter."""
    text, act, person = (asked.get(name, "")[:LONGEST] for name in ("text", "act", "person"))
    return AuditQuery(
        text,
        act,
        person,
        read_day(asked.get("from")),
        read_day(asked.get("until")),
        known_zone(asked.get("zone")),
    )


def read_day(text: str | None) -> date | None:
    """The day of a browser's date field, `2026-11-20`; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def known_zone(name: object) -> str:
    """The zone of that name; UTC for what is none."""
    return name if isinstance(name, str) and name in available_timezones() else "UTC"


def _begins(day: date, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first or the last day that there is
        return datetime.combine(day, time(), UTC)
