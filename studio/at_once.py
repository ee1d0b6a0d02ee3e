"""Elements that follow the hand at once: the browser keeps their state, and tells the studio.

NiceGUI's own wait for the studio's answer. A menu that closes only then calls the keyboard back from whatever field
was gone to meanwhile.
"""

from __future__ import annotations

from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement


def props_of(element: ui.element) -> str:
    """In the browser: the props that the page keeps of an element."""
    return f"mounted_app.elements[{element.id}].props"


def keep_in_browser(element: ValueElement[Any]) -> None:
    """Let the page take over what was done to an element, whose class has `LOOPBACK = False`."""
    # Without loopback, NiceGUI's page keeps a list that holds the value.
    keep = f"(value) => {{ {props_of(element)}['{element.VALUE_PROP}'] = value }}"
    element.on(f"update:{element.VALUE_PROP}", js_handler=keep)


class Menu(ui.menu):
    """A menu that is closed as soon as something of it is chosen."""

    LOOPBACK = False

    def __init__(self) -> None:
        super().__init__()
        self.props("auto-close transition-duration=0")
        keep_in_browser(self)
