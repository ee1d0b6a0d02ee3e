"""The key map: what holds wherever the focus is, and the dialog that lists every key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement


class Key(NamedTuple):
    """A line of the help: keys as people write them, alternatives apart, and what they do."""

    keys: tuple[str, ...]
    words: str


GROUPS: dict[str, tuple[Key, ...]] = {
    "Draw": (
        Key(("N",), "Add a state, connected to the selected one"),
        Key(("C",), "Connect the selected state: arrows or Tab choose, Enter connects"),
        Key(("Enter", "F2"), "Rename"),
        Key(("Del",), "Delete"),
        Key(("Ctrl C", "Ctrl X", "Ctrl V"), "Copy, cut, paste"),
        Key(("Ctrl D",), "Duplicate"),
        Key(("Arrows",), "Move by 8 pixels, with Shift by 40"),
        Key(("Ctrl Shift L",), "Lay the map out"),
    ),
    "Look": (
        Key(("V", "H"), "Select, or move the map"),
        Key(("Shift 1",), "Fit the whole map"),
        Key(("Tab",), "Go to the next state, and select it"),
        Key(("Ctrl A",), "Select all"),
        Key(("Esc",), "Select nothing"),
    ),
    "Anywhere": (
        Key(("Ctrl Z",), "Undo"),
        Key(("Ctrl Shift Z",), "Redo"),
        Key(("/", "Ctrl K"), "Search states, triggers, messages"),
        Key(("F8",), "Go to the next problem, with Shift to the one before"),
        Key(("Ctrl Enter",), "Try the flow in the sandbox, and back to the map"),
        Key(("?",), "Show these keys"),
    ),
    "In the outline": (
        Key(("↑", "↓"), "Go through states and transitions"),
        Key(("→", "←"), "Open and close a state"),
        Key(("Enter",), "Select it on the map"),
        Key(("N", "C"), "Add the next state, connect to another one"),
        Key(("F2", "Del"), "Rename, delete"),
    ),
}

EVERYWHERE = {
    "Ctrl+z": "undo",
    "Ctrl+Shift+z": "redo",
    "Ctrl+y": "redo",
    "/": "search",
    "Ctrl+k": "search",
    "Ctrl+Shift+l": "lay_out",
    "F8": "problem",
    "Shift+F8": "problem_before",
    "Ctrl+Enter": "test",
    "?": "help",
}
"""Keys → the name of what they do."""
WHILE_TYPING = ("Ctrl+k", "F8", "Shift+F8", "Ctrl+Enter")
"""Those that are heard in a field, too."""


class Keys(Element, component="keys.js"):
    """Hears keys wherever the focus is, and tells the names of what they do."""

    def __init__(
        self,
        pressed: Callable[[str], Awaitable[None]],
        keys: Mapping[str, str] = EVERYWHERE,
        while_typing: Sequence[str] = WHILE_TYPING,
    ) -> None:
        super().__init__()
        self.props["map"] = dict(keys)
        self.props["typing"] = list(while_typing)
        self.on("pressed", lambda event: pressed(str(event.args.get("name", ""))))


class KeysDialog:
    """`?`: all keys."""

    def __init__(self) -> None:
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet wide"):
            ui.label("Keys").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body key-groups"):
                for title, keys in GROUPS.items():
                    _group(title, keys)
            with ui.element("div").classes("sheet-foot"):
                ui.button("Close", on_click=self._dialog.close).props("flat no-caps autofocus")

    def open(self) -> None:
        """Show it."""
        self._dialog.open()


def _group(title: str, keys: tuple[Key, ...]) -> None:
    with ui.element("section"):
        ui.label(title).classes("section-title").props("role=heading aria-level=3")
        with ui.element("dl").classes("keys"):
            for key in keys:
                with ui.element("dt"):
                    for one in key.keys:
                        with ui.element("span").classes("key-stroke"):
                            for stroke in one.split():
                                TextElement(tag="kbd", text=stroke)
                with ui.element("dd"):
                    ui.label(key.words)
