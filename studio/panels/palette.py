"""The palette: what can be put on the map, by dragging it there or by pressing it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nicegui import ui

from flows.model import Flow
from studio.canvas.places import beside
from studio.island import Island
from studio.panels.bench import Bench

DRAGGED_AS = "application/x-converse"
"""The type of what is dragged; its value is JSON: `{kind: state | terminal | trigger, words, trigger?}`."""


class Piece(NamedTuple):
    """What a press or a drop makes: a state, or the next state by this kind of trigger."""

    kind: str
    words: str
    hint: str


STATES = (
    Piece("state", "State", "A step of the process (N)"),
    Piece("end", "End", "A state where conversations end"),
)
TRIGGERS = (
    Piece("intent", "Customer says", "The customer means something: an intent"),
    Piece("event", "Event", "Your systems tell that something happened"),
    Piece("timeout", "Time passes", "Nothing happened for a while, or a date has come"),
    Piece("action", "Result", "What was sent or asked for has a result"),
    Piece("manual", "By hand", "Somebody of your team decides"),
    Piece("always", "At once", "Decided on the way in, by conditions alone"),
)
"""The kinds of triggers in everyday words."""


class Palette:
    """The buttons. A trigger leads on from the one selected state; without one, it waits for it."""

    def __init__(self, bench: Bench, offer: Callable[..., None]) -> None:
        """`offer` begins a new state on the canvas: see `StateCanvas.begin_state`."""
        self._bench = bench
        self._offer = offer
        self._triggers: list[ui.element] = []

    def build(self) -> None:
        """Put it together."""
        with Island("section").classes("palette"):
            ui.label("Add").classes("section-title").props("role=heading aria-level=2")
            with ui.element("div").classes("pieces"):
                for piece in STATES:
                    self._piece(piece)
            self._after = ui.label().classes("palette-after muted")
            with ui.element("div").classes("pieces"):
                self._triggers = [self._piece(piece) for piece in TRIGGERS]
        self._bench.on_selection(self._dress)
        self._bench.on_flow(self._dress)
        self._dress()

    def _piece(self, piece: Piece) -> ui.element:
        button = ui.element("button").classes("piece").mark(f"add-{piece.kind}")
        button.props(f'type=button draggable=true title="{piece.hint}"')
        with button:
            ui.element("span").classes(f"dot dot-{piece.kind}").props("aria-hidden=true")
            ui.label(piece.words)
        dragged = json.dumps(json.dumps(_dragged(piece, self._bench.flow)))
        button.on(
            "dragstart",
            js_handler=f"(event) => {{ event.dataTransfer.setData({json.dumps(DRAGGED_AS)}, {dragged});"
            " event.dataTransfer.effectAllowed = 'copy'; }",
        )
        button.on("click", lambda: self.begin(piece.kind))
        return button

    def _dress(self) -> None:
        source = self._source()
        names = {state.id: state.name for state in self._bench.flow.states}
        self._after.text = (
            f"Next step from “{names[source]}”" if source else "Next step: select a state first"
        )
        for button in self._triggers:
            disabled = "false" if source else "true"  # still to be dragged onto a state
            if button.props.get("aria-disabled") != disabled:
                button.props["aria-disabled"] = disabled

    def _source(self) -> str | None:
        """The one selected state, if something can lead on from it."""
        states = self._bench.selection.states
        return states[0] if len(states) == 1 and states[0] not in self._bench.flow.terminal_states else None

    def begin(self, kind: str) -> None:
        """What pressing a piece does: the canvas offers the new state, which wants a name."""
        source = self._source()
        if kind in ("state", "end"):
            self._offer(terminal=kind == "end")
        elif source is None:
            ui.notify("Select the state it leads on from, or drag it onto one.", type="info")
        else:
            self._offer(trigger=trigger_for(kind, self._bench.flow, source))

    async def add_next(self, source: str) -> None:
        """A state after this one, at once and without a name; it is selected."""
        bench = self._bench
        before = {state.id for state in bench.flow.states}
        op: dict[str, Any] = {"op": "add_state", "from_state": source}
        taken = bench.services.arrangements.of(bench.flow)
        if source in taken:
            op["at"] = beside(bench.flow, taken, source)
        if await bench.do(op):
            new = tuple(state.id for state in bench.flow.states if state.id not in before)
            bench.select(states=new, reveal=True)


def _dragged(piece: Piece, flow: Flow) -> dict[str, Any]:
    if piece.kind in ("state", "end"):
        return {"kind": "state" if piece.kind == "state" else "terminal", "words": piece.words}
    return {"kind": "trigger", "words": piece.words, "trigger": trigger_for(piece.kind, flow, "")}


def trigger_for(kind: str, flow: Flow, source: str) -> Mapping[str, Any]:
    """A trigger to begin with; the inspector says what it really is."""
    match kind:
        case "intent":
            heard = {
                one.trigger.value
                for one in flow.transitions
                if one.trigger.type == "intent" and source in one.from_states
            }
            unheard = (name for name in flow.intents if name not in heard)
            return {"type": "intent", "value": next(unheard, next(iter(flow.intents), "says_something"))}
        case "event":
            return {"type": "event", "value": "something_happened"}
        case "timeout":
            return {"type": "timeout", "after": "2d"}
        case "action":
            return {"type": "action", "value": "outreach_sent"}
        case "always":
            return {"type": "always"}
        case _:
            return {"type": "manual", "value": "next"}
