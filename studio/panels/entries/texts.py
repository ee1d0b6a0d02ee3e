"""A text with blanks, and a menu that puts one where the cursor was."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from flows.model import Flow
from studio.panels.inserting import insert_menu, variables
from studio.panels.inspector.controls import text_input


def template_input(
    label: str,
    value: str,
    changed: Callable[[str], None],
    flow: Flow,
    *,
    lines: int = 1,
    hint: str = "",
    disabled: bool = False,
) -> ui.input | ui.textarea:
    """The field; `changed` gets what was typed, whether or not it can be read."""
    control = text_input(label, value, changed, lines=lines, hint=hint, disabled=disabled)
    if not disabled:
        insert_menu(control, lambda: variables(flow))
    return control
