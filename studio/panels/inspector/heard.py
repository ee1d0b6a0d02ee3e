"""What a trigger listens for, in customers' words: examples of the intent, which can be made and taught there."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from flows.findings.finding import At
from studio.panels.inspector.controls import icon_button
from studio.panels.inspector.making import Making
from studio.panels.inspector.paste_box import paste_box
from studio.panels.inspector.section import Desk

MOST_SHOWN = 3
_NONE_YET = "No examples yet: without them it is not understood."


class Heard:
    """The examples of one intent. One without any, or made here, can be given some on the spot."""

    def __init__(self, desk: Desk, named: Callable[[], str]) -> None:
        """`named` gives the intent's name; nothing where none is listened for."""
        self._desk, self._named = desk, named
        self._taught = ""
        """The intent whose examples are written here: the field for them stays while that goes on."""
        self._making = Making(desk, "intents", named, made=self._made)
        with ui.element("div").classes("inspect-row examples") as self._line:
            self._words = ui.label().classes("muted small grow")
            icon_button(
                "open_in_new", "Open this intent", lambda: self._desk.bench.go_to(At("intent", self._named()))
            )
        self._field = ui.element("div").classes("stack")
        desk.follow(self._line, self.look)
        self.look()

    def look(self) -> None:
        """Show what the flow knows of the intent that is listened for now."""
        self._making.look()
        name = self._named()
        known = self._desk.bench.flow.intents.get(name)
        if known is not None and not known.examples and not self._desk.read_only:
            self._teach(name)
        elif name != self._taught or known is None:
            self._taught = ""
            self._field.clear()
        said = " · ".join(f"“{one}”" for one in known.examples[:MOST_SHOWN]) if known is not None else ""
        self._words.text = said or _NONE_YET
        self._line.set_visibility(known is not None)

    def _teach(self, name: str) -> None:
        if self._taught == name:
            return
        self._taught = name
        self._field.clear()
        with self._field:
            self._examples = paste_box(
                "Examples, one a line", "teach", lambda: self._desk.bench.flow.intents[name].examples,
                lambda texts: self._desk.do({"op": "add_examples", "examples": {name: texts}}),
            )  # fmt: skip

    def _made(self) -> None:
        """Go on with its examples."""
        self.look()
        if self._taught:
            self._examples.run_method("focus")
