"""Small wordings that several pages share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
