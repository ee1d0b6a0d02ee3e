"""What is open in the inspector: its icon, its name, a line about it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from flows.findings.finding import Finding

MOST = 6
_ICONS = {"error": "error", "warning": "warning", "hint": "lightbulb"}


def heading(icon: str, title: str, subtitle: str, tone: str) -> None:
    """The top of the inspector."""
    with ui.element("div").classes("inspect-head"):
        with ui.element("div").classes(f"inspect-mark tone-{tone}"):
            ui.icon(icon)
        with ui.element("div").classes("inspect-title"):
            ui.label(title).classes("page-title").props("role=heading aria-level=2")
            ui.label(subtitle).classes("muted small")


def remarks(findings: Sequence[Finding]) -> None:
    """What a check says of it."""
    for finding in findings[:MOST]:
        with ui.element("div").classes(f"remark remark-{finding.severity}"):
            ui.icon(_ICONS[finding.severity])
            ui.label(finding.message)
