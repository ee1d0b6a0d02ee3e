"""Findings, grouped by how grave they are, in words."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from flows.findings.finding import Finding, Severity
from studio.words import SEVERITIES, plural

MOST = 100
"""More elements than this make a page slow, and few read them: the others are shown when asked for."""

ICONS: dict[Severity | None, str] = {
    "error": "error", "warning": "warning", "hint": "lightbulb", None: "check_circle",
}  # fmt: skip
MEANING: dict[Severity, str] = {
    "error": "to be mended before this can be published",
    "warning": "worth mending before customers meet them",
    "hint": "good to know",
}


def finding_list(findings: Sequence[Finding], waived: Sequence[Finding] = ()) -> None:
    """All findings; those that the author accepts come last."""
    if not findings and not waived:
        with ui.element("div").classes("all-well"):
            ui.icon(ICONS[None])
            ui.label("No problems were found.")
        return
    for severity in SEVERITIES:
        group = [finding for finding in findings if finding.severity == severity]
        if group:
            _group(plural(len(group), severity), MEANING[severity], severity, group)
    if waived:
        _group(f"{len(waived)} accepted", "the author knows of these and wants them so", None, waived)


def explained(code: str) -> None:
    """A finding's code, which leads to its page of the manual; beside the flow, not instead of it."""
    link = ui.link(code, f"/help/findings/{code}", new_tab=True).classes("code finding-code")
    with link:
        ui.tooltip("What this means, and what to do")


def _group(title: str, meaning: str, severity: Severity | None, findings: Sequence[Finding]) -> None:
    with ui.element("section").classes("findings"):
        with ui.element("h3"):
            ui.label(title).classes("strong")
            ui.label(meaning).classes("muted")
        with ui.element("ul") as rows:
            for finding in findings[:MOST]:
                _row(finding, severity)
        if len(findings) <= MOST:
            return

        def show_all() -> None:
            more.delete()
            with rows:
                for finding in findings[MOST:]:
                    _row(finding, severity)

        more = ui.button(f"Show all {len(findings):,}", icon="expand_more", on_click=show_all)
        more.props("flat dense no-caps").classes("quiet")


def _row(finding: Finding, severity: Severity | None) -> None:
    with ui.element("li").classes("finding"):
        ui.icon(ICONS[severity]).classes(f"tone-{severity or 'ok'}")
        ui.label(finding.message).classes("finding-message")
        if finding.line is not None:
            ui.label(f"line {finding.line}").classes("muted small")
        explained(finding.code)
