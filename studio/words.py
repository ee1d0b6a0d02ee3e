"""Small wordings that several pages share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from flows.findings.finding import Finding, Severity
from flows.words import readable

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
_CHANNELS: Mapping[str, str] = {"chat": "Chat", "email": "Email", "whatsapp": "WhatsApp", "voice": "Phone"}


def channel_words(channel: str) -> str:
    """“WhatsApp”; a plug-in's channel by its name."""
    return _CHANNELS.get(channel) or readable(channel).capitalize()


def plural(count: int, word: str) -> str:
    """“1 error”, “2 errors”, “1,200 conversations”."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def counted(findings: Sequence[Finding]) -> str:
    """“2 errors, 1 hint”, or “No problems”."""
    severities = [finding.severity for finding in findings]
    parts = [plural(severities.count(name), name) for name in SEVERITIES if name in severities]
    return ", ".join(parts) or "No problems"


def worst(findings: Sequence[Finding]) -> Severity | None:
    """The gravest severity there is."""
    return next((name for name in SEVERITIES if any(one.severity == name for one in findings)), None)


# Times. All pages write them as `moment` does; where the day stands above already, `hour` is enough.


def moment(at: datetime, zone: tzinfo) -> str:
    """“Mon 2 Mar 2026, 09:00”."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day(at: datetime, zone: tzinfo) -> str:
    """“Monday, 2 March 2026”."""
    local = at.astimezone(zone)
    return f"{local:%A}, {local.day} {local:%B %Y}"


def hour(at: datetime, zone: tzinfo) -> str:
    """“09:00”."""
    return f"{at.astimezone(zone):%H:%M}"


def moment_there(at: str, *, seconds: bool = False) -> str:
    """A `<time>` for a Vue template: what `moment` writes, in the zone of whoever looks, which the browser knows.

    `at` is an expression for an ISO 8601 text with its zone: “props.row.at”.
    """
    date = f"new Date({at})"
    # ECMAScript says how these two are written, “Mon Mar 02 2026” and “09:00:00 GMT+0100 …”, in every language.
    written = (
        rf"{date}.toDateString().replace(/(\w+) (\w+) 0?(\d+) (\d+)/, '$1 $3 $2 $4')"
        f" + ', ' + {date}.toTimeString().slice(0, {8 if seconds else 5})"
    )
    return f'<time :datetime="{at}" :title="{at}">{{{{ {written} }}}}</time>'
