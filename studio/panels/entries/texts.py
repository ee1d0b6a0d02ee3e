"""A text with blanks, and a menu that puts one where the cursor was."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from studio.panels.inserting import insert_menu, variables
from studio.panels.inspector.controls import text_input
from studio.panels.inspector.section import Desk


def template_input(
    desk: Desk, label: str, value: str, changed: Callable[[str], None], *, lines: int = 1, hint: str = ""
) -> ui.input | ui.textarea:
    """The field; `changed` gets what was typed, whether or not it can be read."""
    control = text_input(label, value, changed, lines=lines, hint=hint, disabled=desk.read_only)
    if not desk.read_only:
        insert_menu(control, lambda: variables(desk.flow))
    return control
