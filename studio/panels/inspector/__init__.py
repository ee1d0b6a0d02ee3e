"""The inspector: a form for whatever is selected on the canvas, kept up to date with the flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nicegui import ui

from flows.findings.finding import Finding
from flows.model import Flow
from studio.panels.bench import Bench, Selection
from studio.panels.inspector.heading import remarks
from studio.panels.inspector.overview import flow_overview, several_selected
from studio.panels.inspector.section import Desk, Section
from studio.panels.inspector.state_form import state_form
from studio.panels.inspector.transition_form import transition_form

__all__ = ["inspector"]

_SHEET = '<link rel="stylesheet" href="/styles/inspector.css">'


def inspector(bench: Bench) -> None:
    """Draw the inspector here. It follows the bench's selection, flow and findings."""
    ui.add_head_html(_SHEET)
    _Inspector(bench)


class _Inspector:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._root = ui.element("div").classes("inspector")
        self._desk = Desk(bench, self._root)
        self._subject: Selection | None = None
        self._sections: list[Section] = []
        self._said: list[Finding] = []
        self._select()
        bench.on_selection(self._select)
        bench.on_flow(self._follow)
        bench.on_findings(self._remark)

    def _select(self) -> None:
        """Show what is selected, without what no longer exists."""
        subject = _existing(self._bench.selection, self._bench.flow)
        if subject == self._subject:
            return
        self._subject = subject
        self._root.clear()
        with self._root:
            sections = self._draws(subject)()
            self._sections = [next(sections)]
            self._remarks = ui.element("div").classes("remarks")
            self._sections += sections
        self._said = []
        self._remark()

    def _draws(self, subject: Selection) -> Callable[[], Iterator[Section]]:
        match subject:
            case ((state,), ()):
                return lambda: state_form(self._desk, state)
            case ((), (transition,)):
                return lambda: transition_form(self._desk, transition)
            case ((), ()):
                return lambda: flow_overview(self._desk)
            case _:
                return lambda: several_selected(self._desk, subject)

    def _follow(self) -> None:
        self._desk.look()
        if _existing(self._bench.selection, self._bench.flow) != self._subject:
            self._select()
            return
        for section in self._sections:
            section.look()

    def _remark(self) -> None:
        """Say what the last check found at what is shown."""
        said = [finding for finding in self._bench.findings if self._is_about(finding)]
        if said != self._said:
            self._said = said
            self._remarks.clear()
            with self._remarks:
                remarks(said)

    def _is_about(self, finding: Finding) -> bool:
        match self._subject:
            case ((state,), ()):
                return finding.at == ("state", state)
            case ((), (transition,)):
                return finding.at == ("transition", transition)
            case _:
                return finding.at.kind == "flow" and self._subject == Selection()


def _existing(selection: Selection, flow: Flow) -> Selection:
    states = {state.id for state in flow.states}
    transitions = {transition.id for transition in flow.transitions}
    return Selection(
        tuple(id_ for id_ in selection.states if id_ in states),
        tuple(id_ for id_ in selection.transitions if id_ in transitions),
    )
