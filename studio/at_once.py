"""Elements that follow the hand at once: the browser keeps their state, and tells the studio.

NiceGUI's own wait for the studio's answer. A menu that closes only then calls the keyboard back from whatever field
was gone to meanwhile.
"""

from __future__ import annotations

import json
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

_GO_ON = """setTimeout(() => {{
  const now = document.activeElement, next = getHtmlElement({id}){part};
  if (now === document.body || now === getHtmlElement({was})) next?.focus();
}}, 30)"""
"""Once Vue has put everything in its place."""


def props_of(element: ui.element) -> str:
    """In the browser: the props that the page keeps of an element."""
    return f"mounted_app.elements[{element.id}].props"


def keep_in_browser(element: ValueElement[Any]) -> None:
    """Let the page take over what was done to an element, whose class has `LOOPBACK = False`."""
    # Without loopback, NiceGUI's page keeps a list that holds the value.
    keep = f"(value) => {{ {props_of(element)}['{element.VALUE_PROP}'] = value }}"
    element.on(f"update:{element.VALUE_PROP}", js_handler=keep)


def go_on(to: ui.element | None, was: ui.element | None = None, *, part: str = "") -> None:
    """Give the keyboard to an element, if there is one, or to the first `part` in it; from `was` or what is gone.

    Where it has moved on by itself meanwhile, it stays.
    """
    if to is None:
        return
    chosen = f"?.querySelector({json.dumps(part)})" if part else ""
    left = 0 if was is None else was.id
    to.client.run_javascript(_GO_ON.format(id=to.id, part=chosen, was=left))


class Menu(ui.menu):
    """A menu that is closed as soon as something of it is chosen."""

    LOOPBACK = False

    def __init__(self) -> None:
        super().__init__()
        self.props("auto-close transition-duration=0")
        keep_in_browser(self)
