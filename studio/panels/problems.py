"""The problems of the open flow, live: what each is, where it is, how to mend it, and which ones the author accepts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from nicegui import events, ui
from nicegui.element import Element

from flows.findings import accepted, check
from flows.findings.finding import Finding, Severity
from flows.scenario_model import Scenario
from runtime.users.actor import Actor
from studio.errors import ReasonMissing
from studio.island import Island
from studio.panels.bench import Bench
from studio.panels.finding_list import ICONS, MEANING, MOST
from studio.services.beginnings import is_begun
from studio.words import SEVERITIES, plural

MOST_LETTERS = 300
"""Of a reason."""
_NOT_YET = "Nothing is drawn yet. Draw what leads from the start to an end: it is checked as you go."


class ProblemList(Element, component="problem_list.js"):
    """The list as drawn. Its events `go`, `fix`, `play`, `accept` and `count` tell a row's key, `more` a group."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Show these instead."""
        if rows != self.rows:
            self.props["rows"] = self.rows = rows


class Problems:
    """The list. Rows are named by what they are about, since the list may have changed when a click arrives."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._known: dict[str, Finding] = {}
        self._accepting: Finding | None = None
        self._whole: set[str] = set()
        """The groups that are shown to their end."""

    def build(self) -> None:
        """Put the list together; it follows the bench from then on."""
        with Island().classes("problems-panel"):
            with ui.element("div").classes("panel-bar") as self._bar:
                self._state = ui.label().classes("muted small").props("role=status")
                ui.element("div").classes("grow")
                self._through = ui.button("Go through the whole flow", icon="route")
                self._through.props("outline dense no-caps").mark("go-through")
                self._through.on_click(self._go_through)
            with ui.element("div").classes("all-well") as self._well:
                ui.icon(ICONS[None])
                ui.label("No problems were found.")
            self._not_yet = ui.label(_NOT_YET).classes("muted")
            self._list = ProblemList().mark("problems")
        for event, hear in {
            "go": self._go,
            "accept": self._ask,
            "fix": self._fix,
            "play": self._play,
            "count": self._count,
            "more": self._show_all,
        }.items():
            self._list.on(event, hear)
        self._reasons()
        self._bench.on_findings(self._show)
        self._show()

    def _reasons(self) -> None:
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            ui.label("Accept this as it is").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._message = ui.label()
                self._reason = ui.textarea(label="Why it is right so").classes("full")
                self._reason.props(f"outlined dense autofocus rows=2 maxlength={MOST_LETTERS}")
                ui.label("It no longer counts; it stays listed, with your reason.").classes("muted small")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                accept = ui.button("Accept", on_click=self._bench.acting(self._accept)).classes("main")
                accept.props("unelevated no-caps")

    def _show(self) -> None:
        bench = self._bench
        self._known = {_key(one): one for one in (*bench.findings, *bench.waived)}
        if bench.explored is not None:
            self._known |= {f"earlier {_key(one)}": one for one in bench.explored.behaviour}
        rows = self._rows()
        begun = is_begun(bench.flow)
        self._well.set_visibility(bench.checked and begun and not rows)
        self._not_yet.set_visibility(not begun)
        self._bar.set_visibility(begun)
        self._list.set_visibility(bool(rows))
        self._list.show(rows)
        self._state.text = self._standing()

    def _standing(self) -> str:
        """How far what is listed goes."""
        explored = self._bench.explored
        if explored is None:
            return "Checked at every edit. Going through the whole flow takes some seconds, and shows more."
        if explored.holds_for(self._bench.flow):
            return "The whole flow was gone through: what was found is listed."
        return "The flow has changed since it was gone through."

    async def _go_through(self) -> None:
        self._through.props("loading")
        self._state.text = "Going through the flow … Go on meanwhile."
        try:
            await self._bench.acting(self._bench.go_through)()
        finally:
            if not self._through.is_deleted:
                self._through.props(remove="loading")
                self._state.text = self._standing()

    def _rows(self) -> list[dict[str, Any]]:
        bench = self._bench
        rows: list[dict[str, Any]] = []
        for severity in SEVERITIES:
            group = [one for one in bench.findings if one.severity == severity]
            if group:
                rows.append(_head(plural(len(group), severity), MEANING[severity]))
                rows += self._cut(severity, [self._row(one, severity) for one in group])
        if bench.waived:
            rows.append(_head(f"{len(bench.waived)} accepted", "the author knows of these and wants them so"))
            reasons = {(entry.finding, entry.at): entry.reason for entry in bench.flow.accept}
            taken = [self._row(one, None, reasons.get((one.code, one.at.id), "…")) for one in bench.waived]
            rows += self._cut("accepted", taken)
        return [*rows, *self._earlier()]

    def _earlier(self) -> list[dict[str, Any]]:
        """What going through the flow showed before it was changed: it may be mended by now, or not."""
        explored = self._bench.explored
        if explored is None or explored.holds_for(self._bench.flow):
            return []
        counting, _ = accepted(self._bench.flow, explored.behaviour)
        if not counting:
            return []
        head = _head(
            f"{len(counting)} before the latest edits", "go through the flow again to see what is left"
        )
        return [head, *self._cut("earlier", [_earlier_row(one) for one in counting])]

    def _cut(self, group: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """So many that a page stays quick, until somebody asks for all of them."""
        if len(rows) <= MOST or group in self._whole:
            return rows
        words = f"Show all {len(rows):,}"
        return [*rows[:MOST], {"key": f"all {group}", "more": group, "words": words}]

    def _show_all(self, event: events.GenericEventArguments) -> None:
        self._whole.add(str(event.args))
        self._show()

    def _row(self, finding: Finding, tone: Severity | None, reason: str = "") -> dict[str, Any]:
        changeable = not self._bench.read_only
        act = "Count it again" if reason else "Accept …"
        mended = changeable and finding.fix is not None and not reason
        return {
            "key": _key(finding), "message": finding.message, "code": finding.code, "tone": tone or "ok",
            "icon": ICONS[tone], "where": f"{finding.at.kind} {finding.at.id}", "reason": reason,
            "fix": finding.fix.words.removesuffix(".") if mended and finding.fix else "",
            # An error can't be accepted: it would keep the flow from being published all the same.
            "play": finding.scenario is not None,
            "act": act if changeable and finding.severity != "error" else "",
        }  # fmt: skip

    def _named(self, event: events.GenericEventArguments) -> Finding | None:
        return self._known.get(event.args) if isinstance(event.args, str) else None

    def _go(self, event: events.GenericEventArguments) -> None:
        if (finding := self._named(event)) is not None:
            self._bench.go_to(finding.at)

    async def _fix(self, event: events.GenericEventArguments) -> None:
        finding = self._named(event)
        if finding is None:
            return
        # The list is a moment behind the flow, and a fix names its place by number: look again.
        flow, explored = self._bench.flow, self._bench.explored
        found = await asyncio.to_thread(check, flow, structure=True)
        if explored is not None and explored.holds_for(flow):
            found += explored.behaviour
        now = {_key(one): one for one in found}
        fix = now[_key(finding)].fix if _key(finding) in now else None
        if fix is None:
            ui.notify("This is mended already.", type="info")
            return
        op = {"op": "mend", "action": fix.op, "path": list(fix.path), "value": fix.value}
        if await self._bench.do(op):
            self._bench.say(f"Mended: {finding.message}")

    async def _play(self, event: events.GenericEventArguments) -> None:
        if (finding := self._named(event)) is None or finding.scenario is None:
            return
        bench, scenario = self._bench, Scenario.model_validate(finding.scenario)

        async def open_there(actor: Actor) -> None:
            sandbox, steps = bench.services.sandbox, len(scenario.steps)
            await sandbox.open_at(actor, bench.process_type, scenario, steps)
            ui.navigate.to(f"/flows/{bench.process_type}/try")

        await bench.acting(open_there)()

    def _ask(self, event: events.GenericEventArguments) -> None:
        if (finding := self._named(event)) is not None:
            self._accepting = finding
            self._message.text, self._reason.value = finding.message, ""
            self._dialog.open()

    async def _accept(self, _actor: Actor) -> None:
        reason, finding = (self._reason.value or "").strip(), self._accepting
        if not reason:
            raise ReasonMissing
        assert finding is not None, "the dialog is opened for a finding"
        entry = {"finding": finding.code, "at": finding.at.id, "reason": reason}
        if await self._put([*self._entries(finding), entry]):
            self._dialog.close()

    async def _count(self, event: events.GenericEventArguments) -> None:
        if (finding := self._named(event)) is not None:
            await self._put(self._entries(finding))

    def _entries(self, without: Finding) -> list[dict[str, Any]]:
        about = (without.code, without.at.id)
        entries = [one for one in self._bench.flow.accept if (one.finding, one.at) != about]
        return [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]

    async def _put(self, entries: Sequence[dict[str, Any]]) -> bool:
        return await self._bench.do({"op": "set_flow", "values": {"accept": list(entries)}})


def problems(bench: Bench) -> None:
    """Build the panel here."""
    Problems(bench).build()


def _head(title: str, meaning: str) -> dict[str, Any]:
    return {"key": title, "head": title, "meaning": meaning}


def _earlier_row(finding: Finding) -> dict[str, Any]:
    return {
        "key": f"earlier {_key(finding)}", "message": finding.message, "code": finding.code, "tone": "earlier",
        "icon": "history", "where": f"{finding.at.kind} {finding.at.id}", "reason": "", "fix": "", "play": False,
        "act": "",
    }  # fmt: skip


def _key(finding: Finding) -> str:
    return " ".join((finding.code, finding.at.kind, finding.at.id, finding.message))
