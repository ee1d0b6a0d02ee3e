"""What leads on from a state, and what leads to it: rows that open the transition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nicegui import ui

from flows.model import Flow, Transition
from flows.words import transition_words
from studio.panels.inspector.controls import add_button
from studio.panels.inspector.section import Desk, Part, Section
from studio.panels.inspector.wording import TRIGGERS, state_names
from studio.panels.listing import Listing


class Way(NamedTuple):
    """A transition as a row shows it."""

    id: str
    kind: str
    words: str
    end: str
    """Its other end."""


class Ways(NamedTuple):
    """What a section lists."""

    own: tuple[Way, ...]
    anywhere: tuple[Way, ...] = ()
    note: str = ""
    """What is said where there are none."""


def going(flow: Flow, state: str) -> list[Transition]:
    """The transitions that start from this state by name."""
    return [transition for transition in flow.transitions if state in transition.from_states]


def coming(flow: Flow, state: str) -> list[Transition]:
    """The transitions that lead to this state."""
    return [transition for transition in flow.transitions if transition.to_state == state]


def _from_anywhere(flow: Flow, state: str) -> list[Transition]:
    """What can happen here because it can happen everywhere."""
    if state in flow.terminal_states:
        return []
    return [
        transition for transition in flow.transitions if transition.from_any and transition.to_state != state
    ]


class WaysOn:
    """What leads on, with the button that adds to it."""

    def __init__(self, desk: Desk, part: Part) -> None:
        self._desk, self._part = desk, part
        self.section = Section(desk, self._shown, self._draw, title="Leads on by", meets=self._meet)

    def _shown(self, flow: Flow) -> Ways:
        names, state = state_names(flow), self._part.id
        own = tuple(_way(one, _target(one, names)) for one in going(flow, state))
        anywhere = tuple(_way(one, _target(one, names)) for one in _from_anywhere(flow, state))
        ends = state in flow.terminal_states
        return Ways(own, anywhere, "It ends here." if ends else "Nothing of its own leads on.")

    def _draw(self, shown: Ways) -> None:
        self._rows = _Rows(self._desk)
        if not self._desk.read_only:
            add_button("Add transition", lambda: _connect(self._desk, self._part.id))
        with ui.expansion().props("dense dense-toggle").classes("advanced") as self._fold:
            self._more = _Rows(self._desk)
        self._meet(shown)

    def _meet(self, shown: Ways) -> bool:
        self._rows.show(shown.own, shown.note)
        self._more.show(shown.anywhere, "")
        self._fold.text = f"{len(shown.anywhere)} more, from anywhere"
        self._fold.set_visibility(bool(shown.anywhere))
        return True


class WaysHere:
    """What leads to the state."""

    def __init__(self, desk: Desk, part: Part) -> None:
        self._desk, self._part = desk, part
        self.section = Section(desk, self._shown, self._draw, title="Reached by", meets=self._meet)

    def _shown(self, flow: Flow) -> Ways:
        names, state = state_names(flow), self._part.id
        starts = state == flow.initial_state
        found = tuple(_way(one, _origin(one, names)) for one in coming(flow, state))
        return Ways(found, note="The process starts here." if starts else "Nothing leads here.")

    def _draw(self, shown: Ways) -> None:
        self._rows = _Rows(self._desk)
        self._meet(shown)

    def _meet(self, shown: Ways) -> bool:
        self._rows.show(shown.own, shown.note)
        return True


class _Rows:
    """Rows that lead to transitions, or a line where there are none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._list = Listing(self._link, classes="stack")
        self._note = ui.label().classes("muted small")

    def show(self, ways: Sequence[Way], note: str) -> None:
        self._list.show(ways)
        self._note.text = note
        self._note.set_visibility(bool(note) and not ways)

    def _link(self, way: Way) -> None:
        look = TRIGGERS[way.kind]
        with ui.element("button").classes("inspect-link").props("type=button") as link:
            ui.icon(look.icon).classes(f"tone-{look.tone}")
            ui.label(way.words).classes("link-words")
            ui.label(way.end).classes("muted link-end")
        link.on("click", lambda: self._desk.bench.select(transitions=(way.id,), reveal=True))


def _way(transition: Transition, end: str) -> Way:
    return Way(transition.id, transition.trigger.type, transition_words(transition), end)


def _connect(desk: Desk, state: str) -> None:
    """Make a transition that stays, and open it to be filled in."""
    before = {transition.id for transition in desk.flow.transitions}

    def follow(done: bool) -> None:
        made = [transition.id for transition in desk.flow.transitions if transition.id not in before]
        if done and made:
            desk.bench.select(transitions=(made[0],), reveal=True)

    trigger = {"type": "manual", "value": "next"}
    desk.do({"op": "connect", "source": state, "target": None, "trigger": trigger}, follow)


def _origin(transition: Transition, names: Mapping[str, str]) -> str:
    if transition.from_any:
        return "← anywhere"
    first, *more = transition.from_states
    return f"← {names.get(first, first)}" + (f" +{len(more)}" if more else "")


def _target(transition: Transition, names: Mapping[str, str]) -> str:
    target = transition.to_state
    return "stays" if target is None else f"→ {names.get(target, target)}"
