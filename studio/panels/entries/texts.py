"""A text with blanks, and a menu that puts one where the cursor was."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import events, ui

from flows.model import Flow
from studio.panels.entries.rendering import variables
from studio.panels.inspector.controls import icon_button, text_input

LONGEST_MENU = 60


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
    if disabled:
        return control
    caret: list[int] = []

    def left(event: events.GenericEventArguments) -> None:
        caret[:] = [event.args] if isinstance(event.args, int) else []

    def insert(blank: str) -> None:
        text = control.value or ""
        at = min(caret[0], len(text)) if caret else len(text)
        control.value = inserted(text, at, blank)
        caret[:] = [at + len(control.value) - len(text)]

    # Quasar keeps its own `blur` back while the keyboard is on a button inside the field.
    control.on("focusout", left, js_handler="(event) => emit(event.target.selectionStart)")
    with control.add_slot("append"):
        button = icon_button("data_object", "Insert a value", lambda: None)
        with button, ui.menu().props('auto-close max-height="360px"'):
            for blank, words in list(variables(flow).items())[:LONGEST_MENU]:
                with ui.menu_item(on_click=lambda blank=blank: insert(blank)).classes("variable"):
                    ui.label(words).classes("grow")
                    ui.label(blank).classes("code")
    return control


def inserted(text: str, at: int, blank: str) -> str:
    """The text with the blank at this place, a space before it where two words would meet."""
    before, after = text[:at], text[at:]
    space = " " if before and (before[-1].isalnum() or before[-1] in ",.;:!?") else ""
    behind = " " if after and after[0].isalnum() else ""
    return f"{before}{space}{blank}{behind}{after}"
