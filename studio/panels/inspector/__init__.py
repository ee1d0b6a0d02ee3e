"""The inspector: a form for whatever is selected on the canvas, kept up to date with the flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nicegui import ui

from flows.findings.finding import Finding
from flows.model import Flow
from runtime.users.actor import Actor
from studio.panels.bench import Bench, Selection
from studio.panels.inspector.heading import remarks
from studio.panels.inspector.overview import flow_overview, several_selected
from studio.panels.inspector.section import Desk, Part, Section
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
        self._part = Part("")
        self._sections: list[Section] = []
        self._said: list[Finding] = []
        self._select()
        bench.on_selection(self._select)
        bench.on_flow(self._follow)
        bench.on_findings(self._remark)
        ui.timer(0, bench.acting(self._look_around), once=True)

    async def _look_around(self, actor: Actor) -> None:
        """Find out what else there is to choose from."""
        around = await self._bench.services.standings.around(actor)
        self._desk.events_seen, self._desk.processes = around
        self._desk.look()

    def _select(self) -> None:
        """Show what is selected, without what no longer exists."""
        subject = _existing(self._bench.selection, self._bench.flow)
        if subject == self._subject:
            return
        self._subject = subject
        self._root.clear()
        self._desk.look()
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
                self._part = Part(state)
                return lambda: state_form(self._desk, self._part)
            case ((), (transition,)):
                self._part = Part(transition)
                return lambda: transition_form(self._desk, self._part)
            case ((), ()):
                return lambda: flow_overview(self._desk)
            case _:
                return lambda: several_selected(self._desk, subject)

    def _follow(self) -> None:
        subject = _existing(self._bench.selection, self._bench.flow)
        if subject != self._subject and not self._is_renamed(subject):
            self._select()
            return
        for section in self._sections:
            section.look()

    def _is_renamed(self, subject: Selection) -> bool:
        """Whether what is shown is still what is selected, under another id: then the form stays.

        Only a new id selects something else together with a change of the flow.
        """
        match self._subject, subject:
            case (((_,), ()), ((new,), ())) | (((), (_,)), ((), (new,))):
                self._desk.renamed(self._part.id, new)
                self._part.id, self._subject = new, subject
                self._desk.look()
                return True
        return False

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
