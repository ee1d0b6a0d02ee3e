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
    yield _list(desk, "Leads on by", lambda flow: _leaving(flow, state_id), _leads(state_id))
    yield _list(desk, "Reached by", lambda flow: _arriving(flow, state_id), None)
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
    return [t for t in flow.transitions if state in t.from_states or _is_wild(flow, t, state)]


def _is_wild(flow: Flow, transition: Transition, state: str) -> bool:
    return transition.from_any and state not in flow.terminal_states and transition.to_state != state


def _arriving(flow: Flow, state: str) -> list[Transition]:
    return [t for t in flow.transitions if t.to_state == state]


def _leads(state: str) -> Callable[[], dict[str, Any]]:
    return lambda: {
        "op": "connect",
        "source": state,
        "target": None,
        "trigger": {"type": "manual", "value": "next"},
    }


def _list(
    desk: Desk,
    title: str,
    reads: Callable[[Flow], list[Transition]],
    adds: Callable[[], dict[str, Any]] | None,
) -> Section:
    incoming = adds is None

    def shown(flow: Flow) -> tuple[Any, ...]:
        return reads(flow), state_names(flow)

    def draw(value: tuple[list[Transition], dict[str, str]]) -> None:
        transitions, names = value
        for transition in transitions:
            _row(desk, transition, names, incoming=incoming)
        if not transitions:
            ui.label("Nothing leads here." if incoming else "Nothing leads on.").classes("muted small")
        if adds is not None and not desk.read_only:
            add_button("Add transition", lambda: _connect(desk, adds()))

    return Section(desk, shown, draw, title=title)


def _connect(desk: Desk, op: Mapping[str, Any]) -> None:
    """Make the transition, and open it."""
    before = {transition.id for transition in desk.flow.transitions}

    def follow(done: bool) -> None:
        made = [transition.id for transition in desk.flow.transitions if transition.id not in before]
        if done and made:
            desk.bench.select(transitions=(made[0],), reveal=True)

    desk.do(op, follow)


def _row(desk: Desk, transition: Transition, names: Mapping[str, str], *, incoming: bool) -> None:
    look = TRIGGERS[transition.trigger.type]
    with ui.element("button").classes("inspect-link").props("type=button") as row:
        ui.icon(look.icon).classes(f"tone-{look.tone}")
        ui.label(transition_words(transition)).classes("link-words")
        ui.label(_other_end(transition, names, incoming=incoming)).classes("muted link-end")
    row.on("click", lambda: desk.bench.select(transitions=(transition.id,), reveal=True))


def _other_end(transition: Transition, names: Mapping[str, str], *, incoming: bool) -> str:
    if incoming:
        if transition.from_any:
            return "← anywhere"
        first, *more = transition.from_states
        return f"← {names.get(first, first)}" + (f" +{len(more)}" if more else "")
    if transition.to_state is None:
        return "stays"
    return f"→ {names.get(transition.to_state, transition.to_state)}"
