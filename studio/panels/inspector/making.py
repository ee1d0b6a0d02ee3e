"""Under a field that names an entry of the flow: where there is none of that name, one line that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nicegui import ui

from flows.findings.finding import At, Kind
from flows.hearing import RESERVED
from flows.model import ANY
from studio.at_once import go_on
from studio.editor.ops import Section
from studio.panels.inspector.section import Desk


class New(NamedTuple):
    """A kind of entry that can be made where its name is written."""

    kind: Kind
    noun: str
    begins: Mapping[str, Any]
    """The JSON of a new one."""
    onwards: str
    """What is done with it next, in its own form."""


NEW: Mapping[Section, New] = {
    "intents": New("intent", "intent", {}, "Add examples"),
    "messages": New("message", "message", {"text": ""}, "Write it"),
    "data": New("data", "data field", {"type": "string"}, "Describe it"),
}


class Making:
    """The line: “No message of this name yet.”, and once it is made, the way to its form."""

    def __init__(
        self,
        desk: Desk,
        section: Section,
        named: Callable[[], str | None],
        *,
        begins: Callable[[], Mapping[str, Any]] = dict,
        made: Callable[[], None] | None = None,
    ) -> None:
        """`named` gives the name that stands in the field; `begins` what else a new entry holds.

        With `made` the line is gone once the entry is there, and `made` is called instead.
        """
        self._desk, self._section, self._named, self._begins, self._then = desk, section, named, begins, made
        self._new = NEW[section]
        self._made = ""
        with ui.element("div").classes("inspect-row making") as self._line:
            self._words = ui.label().classes("muted small grow").props("role=status")
            self._make = self._button("Make it", self._do).mark(f"make-{self._new.kind}")
            self._go = self._button(self._new.onwards, self._open).mark(f"open-{self._new.kind}")
        desk.follow(self._line, self.look)
        self.look()

    def _button(self, words: str, pressed: Callable[[], None]) -> ui.button:
        return ui.button(words, color=None, on_click=pressed).props("flat dense no-caps").classes("add")

    def look(self) -> None:
        """Say what there is to say of the name that stands in the field now."""
        name, new = self._named(), self._new
        lacks = is_missing(self._desk, self._section, name)
        is_made = bool(name) and name == self._made and not lacks
        self._line.set_visibility(lacks or is_made)
        self._make.set_visibility(lacks)
        self._go.set_visibility(is_made)
        self._words.text = f"No {new.noun} of this name yet." if lacks else f"The {new.noun} is made."

    def _do(self) -> None:
        name = self._named()
        if name is None or not is_missing(self._desk, self._section, name):
            return  # pressed twice
        value = {**self._new.begins, **self._begins()}
        op = {"op": "put_entry", "section": self._section, "name": name, "value": value}
        self._desk.do(op, lambda done: self._is_made(name) if done else None)

    def _is_made(self, name: str) -> None:
        if self._line.is_deleted:
            return
        with self._line:
            if self._then is not None:
                self._then()
                return
            self._made = name
            self.look()
            go_on(self._go)

    def _open(self) -> None:
        self._desk.bench.go_to(At(self._new.kind, self._made))


def is_missing(desk: Desk, section: Section, name: str | None) -> bool:
    """Whether an entry of this name could be made: somebody may change the flow, and it has none."""
    if not name or desk.read_only or name in getattr(desk.bench.flow, section):
        return False
    return not (section == "intents" and name in (*RESERVED, ANY))
