"""Blanks of a text, such as `{{ data.amount | money }}`: which there are, and a menu that puts one at the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nicegui import events, ui

from flows.model import DataField, Flow
from flows.words import readable
from studio.at_once import Menu

LONGEST_MENU = 60
# Quasar keeps its own `blur` back while the keyboard is on a button inside the field.
_CARET = "(event) => emit(event.target.selectionStart ?? null)"
_TYPE_ON = """
setTimeout(() => {{
  const field = getElement({id})?.$refs.qRef?.nativeEl;
  field?.focus();
  field?.setSelectionRange({at}, {at});
}}, 50)
"""
"""Once the menu is gone and the text is there, the cursor stands behind what was inserted."""

Blanks = Mapping[str, str]
"""What can be inserted → as people read it."""


def variables(flow: Flow) -> dict[str, str]:
    """What can be put into a text → as people read it: `{{ data.amount | money }}` → “Amount”."""
    found = {
        f"{{{{ {_filtered(name, field)} }}}}": readable(name).capitalize()
        for name, field in flow.data.items()
    }
    return {**found, "{{ contact.name }}": "Customer’s name", "{{ contact.name | default('there') }}":
            "Customer’s name, or “there”", "{{ now | date }}": "Today’s date"}  # fmt: skip


def values(flow: Flow) -> dict[str, str]:
    """What a value can be taken from as it is: `{{ data.amount }}`, not dressed for reading."""
    found = {f"{{{{ data.{name} }}}}": readable(name).capitalize() for name in flow.data}
    return {**found, "{{ contact.name }}": "Customer’s name", "{{ now }}": "This moment"}


def _filtered(name: str, field: DataField) -> str:
    path = f"data.{name}"
    if field.currency:
        return f"{path} | money"
    return f"{path} | {field.type}" if field.type in ("date", "number") else path


def insert_menu(control: ui.input | ui.textarea, blanks: Callable[[], Blanks]) -> None:
    """A button inside the field with a menu of `blanks`, asked for when it is opened.

    What is chosen is put where the cursor was, else at the end of the text; typing goes on behind it.
    """
    caret: list[int] = []
    offered: dict[str, str] = {}

    def left(event: events.GenericEventArguments) -> None:
        caret[:] = [event.args] if isinstance(event.args, int) else []

    def insert(blank: str) -> None:
        text = control.value or ""
        at = min(caret[0], len(text)) if caret else len(text)
        control.value = inserted(text, at, blank)
        caret[:] = [at + len(control.value) - len(text)]
        control.client.run_javascript(_TYPE_ON.format(id=control.id, at=caret[0]))

    def offer() -> None:
        now = dict(list(blanks().items())[:LONGEST_MENU])
        if now == offered:
            return
        offered.clear()
        offered.update(now)
        menu.clear()
        with menu:
            for blank, words in now.items():
                with ui.menu_item(on_click=lambda blank=blank: insert(blank)).classes("variable"):
                    ui.label(words).classes("grow")
                    ui.label(blank).classes("code")

    control.on("focusout", left, js_handler=_CARET)
    with control.add_slot("append"):
        button = ui.button(icon="data_object", color=None, on_click=offer).classes("quiet")
        button.props('flat round dense size=sm aria-label="Insert a value"')
        with button:
            ui.tooltip("Insert a value")
            menu = Menu().props('no-refocus max-height="360px"')
    offer()


def inserted(text: str, at: int, blank: str) -> str:
    """The text with the blank at this place, a space before it where two words would meet."""
    before, after = text[:at], text[at:]
    space = " " if before and (before[-1].isalnum() or before[-1] in ",.;:!?") else ""
    behind = " " if after and after[0].isalnum() else ""
    return f"{before}{space}{blank}{behind}{after}"
