"""A field for many lines at once: examples of an intent, buttons of a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import events, ui

from studio.panels.inspector.lines import pasted
from studio.words import plural

# The page empties it by itself: whoever writes on at once loses no letter.
_TAKE = "() => {{ const field = getElement({id}); emit(field.inputValue); field.inputValue = ''; }}"
MOST_DOUBLES = 3
"""Named one by one."""


def paste_box(
    label: str, mark: str, known: Callable[[], Sequence[str]], add: Callable[[list[str]], None]
) -> ui.textarea:
    """The field; once it is left it adds what is new, and says which lines are there already."""

    def taken(text: str) -> None:
        if text.strip():
            lines = pasted(text, known())
            if lines.new:
                add(lines.new)
            said.text = _doubles(lines.doubles)

    def heard(event: events.GenericEventArguments) -> None:
        taken(str(event.args or ""))

    def pressed() -> None:
        text, control.value = control.value or "", ""
        taken(text)

    with ui.element("div").classes("inspect-row"):
        control = ui.textarea(label=label).props("outlined dense autogrow").classes("full").mark(mark)
        for way in ("keydown.enter.exact.prevent", "blur"):
            control.on(way, heard, js_handler=_TAKE.format(id=control.id))
        button = ui.button("Add", on_click=pressed, color=None).props("flat no-caps dense").classes("add")
        button.mark(f"{mark}-now")
    said = ui.label().classes("muted small doubles").props("role=status")
    return control


def _doubles(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    named = ", ".join(f"“{line}”" for line in lines[:MOST_DOUBLES])
    more = f" and {len(lines) - MOST_DOUBLES} more" if len(lines) > MOST_DOUBLES else ""
    return f"{plural(len(lines), 'line')} left out, there already: {named}{more}."
