"""The inspector of one state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import Flow, State, Transition
from flows.words import transition_words
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.advanced import advanced, delete_button, id_input
from studio.panels.inspector.ask_form import AskForm
from studio.panels.inspector.controls import add_button, text_input
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Section
from studio.panels.inspector.wording import TRIGGERS, state_names

_KINDS = {"start": "Start", "step": "Step", "end": "End"}
_MEANING = {
    "start": "A new conversation begins here.",
    "step": "The conversation passes through here.",
    "end": "The process ends here.",
}
_START_STAYS = "To move the start, make another state the start."


def state_form(desk: Desk, state_id: str) -> Iterator[Section]:
    """Draw the form of a state; the sections to keep up to date."""

    def of(flow: Flow) -> State:
        return next(state for state in flow.states if state.id == state_id)

    def set_(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"op": "set_state", "state": state_id, "values": dict(values)}

    yield Section(
        desk,
        lambda flow: _headed(flow, of(flow)),
        lambda shown: heading("crop_square", shown[0], shown[1], "state"),
    )
    yield _details(desk, of, set_)
    yield ActionCards(
        desk, "When it is entered", lambda flow: of(flow).enter, lambda raw: set_({"enter": raw})
    ).section
    yield AskForm(desk, lambda flow: of(flow).ask, set_).section
    yield _ways_on(desk, state_id)
    yield _ways_here(desk, state_id)
    yield _advanced(desk, state_id)


def _headed(flow: Flow, state: State) -> tuple[str, str]:
    arriving, leaving = _arriving(flow, state.id), _leaving(flow, state.id)
    return state.name, f"State · {len(arriving)} incoming · {len(leaving)} outgoing"


# --- what it is ---------------------------------------------------------------------------------------

_Read = Callable[[Flow], State]
_Set = Callable[[Mapping[str, Any]], dict[str, Any]]


def _details(desk: Desk, of: _Read, set_: _Set) -> Section:
    def shown(flow: Flow) -> tuple[str, str, str]:
        state = of(flow)
        return state.title, state.description, _kind(flow, state.id)

    def renamed(title: str) -> None:
        state = of(desk.flow)
        op = {"op": "rename_state", "state": state.id, "title": title.strip()}
        section.save(op, (title.strip(), state.description, _kind(desk.flow, state.id)))

    def described(text: str) -> None:
        state = of(desk.flow)
        section.save(set_({"description": text}), (state.title, text, _kind(desk.flow, state.id)))

    def draw(value: tuple[str, str, str]) -> None:
        title, description, kind = value
        state = of(desk.flow)
        text_input("Name", title or state.name, renamed, disabled=desk.read_only).mark("state-name")
        _kinds(desk, state.id, kind)
        text_input("Description", description, described, lines=2, disabled=desk.read_only)

    section = Section(desk, shown, draw, title="Details")
    return section


def _kind(flow: Flow, state: str) -> str:
    return "start" if state == flow.initial_state else "end" if state in flow.terminal_states else "step"


def _kinds(desk: Desk, state: str, kind: str) -> None:
    def chosen(wanted: str) -> None:
        if wanted == kind:
            return
        if kind == "start":
            toggle.value = kind
            meaning.text = _START_STAYS
        elif wanted == "start":
            if state in desk.flow.terminal_states:
                desk.do({"op": "set_terminal", "state": state, "terminal": False})
            desk.do({"op": "set_initial", "state": state})
        else:
            desk.do({"op": "set_terminal", "state": state, "terminal": wanted == "end"})

    toggle = ui.toggle(_KINDS, value=kind, on_change=lambda event: chosen(event.value))
    toggle.props('no-caps unelevated dense spread aria-label="Kind"').classes("segments full")
    toggle.set_enabled(not desk.read_only)
    meaning = ui.label(_MEANING[kind]).classes("muted small")


def _advanced(desk: Desk, state_id: str) -> Section:
    def draw(_shown: object) -> None:
        with advanced():
            id_input(
                desk,
                state_id,
                "Used in the file, by conditions and by your systems",
                lambda new: {"op": "change_state_id", "state": state_id, "id": new},
                lambda new: desk.bench.select(states=(new,)),
            )
            if not desk.read_only:
                delete_button(desk, "Delete this state", states=(state_id,))

    return Section(desk, lambda _flow: state_id, draw)


# --- what leads here, and on --------------------------------------------------------------------------


def _leaving(flow: Flow, state: str) -> list[Transition]:
    return [transition for transition in flow.transitions if state in transition.from_states]


def _from_anywhere(flow: Flow, state: str) -> list[Transition]:
    """What can happen here because it can happen everywhere."""
    return (
        []
        if state in flow.terminal_states
        else [t for t in flow.transitions if t.from_any and t.to_state != state]
    )


def _arriving(flow: Flow, state: str) -> list[Transition]:
    return [transition for transition in flow.transitions if transition.to_state == state]


def _ways_on(desk: Desk, state: str) -> Section:
    def shown(flow: Flow) -> tuple[list[Transition], list[Transition], dict[str, str]]:
        return _leaving(flow, state), _from_anywhere(flow, state), state_names(flow)

    def draw(value: tuple[list[Transition], list[Transition], dict[str, str]]) -> None:
        own, anywhere, names = value
        for transition in own:
            _link(desk, transition, _target(transition, names))
        if not own:
            ends = state in desk.flow.terminal_states
            ui.label("It ends here." if ends else "Nothing of its own leads on.").classes("muted small")
        if not desk.read_only:
            add_button("Add transition", lambda: _connect(desk, state))
        if anywhere:
            title = f"{len(anywhere)} more, from anywhere"
            with (
                ui.expansion(title).props("dense dense-toggle").classes("advanced"),
                ui.element("div").classes("stack"),
            ):
                for transition in anywhere:
                    _link(desk, transition, _target(transition, names))

    return Section(desk, shown, draw, title="Leads on by")


def _ways_here(desk: Desk, state: str) -> Section:
    def shown(flow: Flow) -> tuple[list[Transition], dict[str, str]]:
        return _arriving(flow, state), state_names(flow)

    def draw(value: tuple[list[Transition], dict[str, str]]) -> None:
        transitions, names = value
        for transition in transitions:
            _link(desk, transition, _origin(transition, names))
        if not transitions:
            starts = state == desk.flow.initial_state
            ui.label("The process starts here." if starts else "Nothing leads here.").classes("muted small")

    return Section(desk, shown, draw, title="Reached by")


def _connect(desk: Desk, state: str) -> None:
    """Make a transition that stays, and open it to be filled in."""
    before = {transition.id for transition in desk.flow.transitions}

    def follow(done: bool) -> None:
        made = [transition.id for transition in desk.flow.transitions if transition.id not in before]
        if done and made:
            desk.bench.select(transitions=(made[0],), reveal=True)

    trigger = {"type": "manual", "value": "next"}
    desk.do({"op": "connect", "source": state, "target": None, "trigger": trigger}, follow)


def _link(desk: Desk, transition: Transition, end: str) -> None:
    look = TRIGGERS[transition.trigger.type]
    with ui.element("button").classes("inspect-link").props("type=button") as link:
        ui.icon(look.icon).classes(f"tone-{look.tone}")
        ui.label(transition_words(transition)).classes("link-words")
        ui.label(end).classes("muted link-end")
    link.on("click", lambda: desk.bench.select(transitions=(transition.id,), reveal=True))


def _origin(transition: Transition, names: Mapping[str, str]) -> str:
    if transition.from_any:
        return "← anywhere"
    first, *more = transition.from_states
    return f"← {names.get(first, first)}" + (f" +{len(more)}" if more else "")


def _target(transition: Transition, names: Mapping[str, str]) -> str:
    target = transition.to_state
    return "stays" if target is None else f"→ {names.get(target, target)}"
