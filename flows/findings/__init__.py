"""What can be said about a flow before anyone runs it: a file per family, registered in `CHECKS`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from flows.findings import (
    behaviour,
    candidates,
    channels,
    conditions,
    reachability,
    references,
    variables,
    wording,
)
from flows.findings.finding import Check, Finding, Path, Severity
from flows.findings.together import ANSWERED_TWICE, check_together
from flows.model import Flow
from flows.sentences import shortened

__all__ = ["CHECKS", "CODES", "Lines", "accepted", "check", "check_together"]

CHECKS: tuple[Check, ...] = (
    *references.CHECKS,
    *variables.CHECKS,
    *conditions.CHECKS,
    *reachability.CHECKS,
    *candidates.CHECKS,
    *wording.CHECKS,
    *channels.CHECKS,
    *behaviour.CHECKS,
)
CODES: Mapping[str, Severity] = {
    **{code: severity for one in CHECKS for code, severity in one.codes.items()},
    ANSWERED_TWICE: "warning",
}
"""Every code there is. What only flows together can show is said by `check_together`."""
MOST_QUOTED = 240
"""Characters that a message quotes of anything: conditions are told whole, but for those nobody would read."""
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


class Lines(Protocol):
    """Where everything stands in the text of a flow, as `codec.sources` gives it."""

    def nearest(self, path: Path) -> int:
        """The line of `path`, 1-based, or of the closest thing around it."""


def check(flow: Flow, lines: Lines | None = None, *, structure: bool = False) -> tuple[Finding, ...]:
    """Everything there is to say: errors, then warnings, then hints, each in file order.

    `lines` belong to the text that the flow was read from. With `structure`, only what can be seen without going
    through the flow: quick enough for every edit. Nothing is left out for `accept`; see `accepted`.
    """
    order = _file_order(flow)
    checks = (one for one in CHECKS if not (structure and one.explores))
    found = [finding for one in checks for finding in one.find(flow)]
    found.sort(key=lambda finding: (_SEVERITIES.index(finding.severity), *order(finding.path)))
    return tuple(_readable(one, None if lines is None else lines.nearest(one.path)) for one in found)


def _readable(finding: Finding, line: int | None) -> Finding:
    return replace(finding, line=line, message=shortened(finding.message, MOST_QUOTED))


def accepted(flow: Flow, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that count against the flow, and those the author accepts by code and by what they are at."""
    known = {(entry.finding, entry.at) for entry in flow.accept}
    counting: list[Finding] = []
    waived: list[Finding] = []
    for finding in findings:
        (waived if (finding.code, finding.at.id) in known else counting).append(finding)
    return tuple(counting), tuple(waived)


class _FileOrder:
    """Where a path comes in the canonical file: by section, then by the entry's place in it."""

    def __init__(self, flow: Flow) -> None:
        self._sections = {name: i for i, name in enumerate(type(flow).model_fields)}
        self._entries: Mapping[str, Mapping[str, int]] = {
            name: {key: i for i, key in enumerate(getattr(flow, name))}
            for name in ("data", "intents", "messages")
        }

    def __call__(self, path: Path) -> tuple[int, int]:
        section, entry = str(path[0]), path[1] if len(path) > 1 else 0
        place = entry if isinstance(entry, int) else self._entries.get(section, {}).get(entry, 0)
        return self._sections.get(section, 0), place


def _file_order(flow: Flow) -> _FileOrder:
    return _FileOrder(flow)
