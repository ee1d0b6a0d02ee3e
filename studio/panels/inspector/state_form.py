"""The inspector of one state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import Flow, State
from studio.editor.drawing import is_numbered
from studio.editor.gesture import own_title
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.advanced import advanced, delete_button, id_input
from studio.panels.inspector.ask_form import AskForm
from studio.panels.inspector.controls import DEBOUNCE_MS, text_input
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Part, Section
from studio.panels.inspector.ways import WaysHere, WaysOn, coming, going

SLOWLY_MS = 1500
_KINDS = {"start": "Start", "step": "Step", "end": "End"}
_MEANING = {
    "start": "A new conversation begins here.",
    "step": "The conversation passes through here.",
    "end": "The process ends here.",
}
_START_STAYS = "To move the start, make another state the start."


def state_form(desk: Desk, part: Part) -> Iterator[Section]:
    """Draw the form of a state; the sections to keep up to date."""

    def of(flow: Flow) -> State:
        return next(state for state in flow.states if state.id == part.id)

    def set_(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"op": "set_state", "state": part.id, "values": dict(values)}

    yield Section(
        desk,
        lambda flow: _headed(flow, of(flow)),
        lambda shown: heading("crop_square", shown[0], shown[1], "state"),
    )
    yield _Details(desk, of).section
    yield ActionCards(
        desk, "When it is entered", lambda flow: of(flow).enter, lambda raw: set_({"enter": raw})
    ).section
    yield AskForm(desk, lambda flow: of(flow).ask, set_).section
    yield WaysOn(desk, part).section
    yield WaysHere(desk, part).section
    yield _advanced(desk, part)


def _headed(flow: Flow, state: State) -> tuple[str, str]:
    arriving, leaving = coming(flow, state.id), going(flow, state.id)
    return state.name, f"State · {len(arriving)} incoming · {len(leaving)} outgoing"


# --- what it is ---------------------------------------------------------------------------------------


class _Details:
    """The name, what kind of state it is, and what it is for."""

    def __init__(self, desk: Desk, of: Callable[[Flow], State]) -> None:
        self._desk, self._of = desk, of
        self.section = Section(desk, self._shown, self._draw, title="Details", meets=self._meet)

    def _shown(self, flow: Flow) -> tuple[str, str, str]:
        state = self._of(flow)
        return state.title, state.description, _kind(flow, state.id)

    def _draw(self, shown: tuple[str, str, str]) -> None:
        state, read_only = self._of(self._desk.flow), self._desk.read_only
        # The first name that is stored becomes the id of a state that is only numbered: let it be written out.
        wait_ms = SLOWLY_MS if is_numbered(state) else DEBOUNCE_MS
        self._name = text_input("Name", state.name, self._renamed, wait_ms=wait_ms, disabled=read_only)
        self._name.props("maxlength=1000").mark("state-name")
        self._kinds = ui.toggle(_KINDS, value=shown[2], on_change=lambda event: self._chosen(event.value))
        self._kinds.props('no-caps unelevated dense spread aria-label="Kind"').classes("segments full")
        self._kinds.set_enabled(not read_only)
        self._meaning = ui.label(_MEANING[shown[2]]).classes("muted small")
        self._about = text_input("Description", shown[1], self._described, lines=2, disabled=read_only)

    def _meet(self, shown: tuple[str, str, str]) -> bool:
        self._name.value = self._of(self._desk.flow).name
        self._about.value = shown[1]
        if self._kinds.value != shown[2]:
            self._kinds.value = shown[2]
        self._meaning.text = _MEANING[shown[2]]
        return True

    def _renamed(self, typed: str) -> None:
        state = self._of(self._desk.flow)
        shows = (own_title(state.id, typed), state.description, _kind(self._desk.flow, state.id))
        self.section.save({"op": "rename_state", "state": state.id, "title": typed.strip()}, shows)

    def _described(self, text: str) -> None:
        state = self._of(self._desk.flow)
        op = {"op": "set_state", "state": state.id, "values": {"description": text}}
        self.section.save(op, (state.title, text, _kind(self._desk.flow, state.id)))

    def _chosen(self, wanted: str) -> None:
        state = self._of(self._desk.flow).id
        kind = _kind(self._desk.flow, state)
        if wanted == kind:
            return
        if kind == "start":
            self._kinds.value = kind
            self._meaning.text = _START_STAYS
        elif wanted == "start":
            self._desk.do({"op": "set_initial", "state": state})
        else:
            self._desk.do({"op": "set_terminal", "state": state, "terminal": wanted == "end"})


def _kind(flow: Flow, state: str) -> str:
    return "start" if state == flow.initial_state else "end" if state in flow.terminal_states else "step"


def _advanced(desk: Desk, part: Part) -> Section:
    def draw(_shown: object) -> None:
        with advanced():
            id_input(
                desk,
                part,
                "Used in the file, by conditions and by your systems",
                lambda new: {"op": "change_state_id", "state": part.id, "id": new},
                lambda new: desk.bench.select(states=(new,)),
            )
            if not desk.read_only:
                delete_button(desk, "Delete this state", states=lambda: (part.id,))

    return Section(desk, lambda _flow: None, draw)
